/* Sentez: thumbs move shares that always add up to 100; the server scores; the map shows its answer.
 *
 * Shares are whole tenths here. While a thumb moves, the map alone is asked for, several times a second,
 * and an answer never paints over that to a newer wish. When the thumb rests, the words `w` and `wg` are
 * written, and everything else follows the view.
 */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    const WHOLE = 1000; // tenths of 100
    const SETTLED = 150; // ms after the last input
    const UNDER_WAY = 3; // questions at once while a thumb moves
    const NARROW = 75; // tenths below which a share has no room for its number
    const KEPT = "atlas-weights";
    const ORDER = "ilk:";
    const WORDS = ["w", "wg", "olcekleme", "birlestirme"]; // that give areas other scores
    const USUAL = {olcekleme: "sabit-uclar", birlestirme: "geometrik", deneme: "hepsi", icinde: ""};

    let answer = null; // the server's last settled answer
    let asked = {}; // the words it answers
    let shares = {themes: {}, within: {}};
    let begun = null; // the shares when the gesture began; null while nothing moves
    let resting = 0;
    let line = null; // what the last change did, in words

    // Kısa liste has presets, the source of the draws and its limits, but no thumbs.
    const here = () => ["/sentez", "/kisa-liste"].includes(atlas.page?.path);
    const text = (key) => atlas.page.synthesis[key];
    const all = (selector) => [...document.querySelectorAll(selector)];
    const number = (value, digits = 0) => new Intl.NumberFormat(atlas.page.language, {minimumFractionDigits: digits, maximumFractionDigits: digits}).format(value);
    const shown = (tenths) => number(tenths / 10, tenths % 10 ? 1 : 0);
    const copy = ({themes, within}) => ({themes: {...themes}, within: Object.fromEntries(Object.entries(within).map(([key, one]) => [key, {...one}]))});

    /* ---- shares ---- */

    /* Parts of any size as tenths that add up to `total`, by the largest remainder, the first of equal
       ones: as dashboard/index/weighting.py does. */
    function tenths(parts, total = WHOLE) {
        const sum = parts.reduce((a, b) => a + b, 0);
        if (!sum) return parts;
        const exact = parts.map((part) => (part / sum) * total);
        const whole = exact.map((one) => Math.floor(one + 1e-9));
        const left = total - whole.reduce((a, b) => a + b, 0);
        const order = exact.map((one, i) => [whole[i] - one, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        for (const [, i] of order.slice(0, left)) whole[i] += 1;
        return whole;
    }

    /* One share becomes `wanted`; the others that are free keep their proportions. Where they are all
       off, or locked, nothing is left to follow, and the share keeps what it can't give away. */
    function moved(before, key, wanted, locked) {
        const held = Object.keys(before).filter((one) => one !== key && locked.has(one)).reduce((sum, one) => sum + before[one], 0);
        const free = Object.keys(before).filter((one) => one !== key && !locked.has(one) && before[one]);
        const mine = free.length ? Math.max(0, Math.min(Math.round(wanted), WHOLE - held)) : WHOLE - held;
        const rest = tenths(free.map((one) => before[one]), WHOLE - held - mine);
        return {...before, [key]: mine, ...Object.fromEntries(free.map((one, i) => [one, rest[i]]))};
    }
    atlas.shares = {tenths, moved};

    const locked = () => new Set(all("[data-lock]:checked").map((one) => one.dataset.lock));
    const themeOf = (indicator) => Object.keys(shares.within).find((theme) => indicator in shares.within[theme]);

    function move(kind, key, wanted) {
        begun = begun || {...copy(shares), letters: answer?.letters};
        if (kind === "theme") {
            shares.themes = moved(begun.themes, key, wanted, locked());
        } else {
            const theme = themeOf(key);
            shares.within[theme] = moved(begun.within[theme], key, wanted, new Set());
        }
        showShares();
        ask();
        clearTimeout(resting);
        resting = 0;
    }

    function rest() {
        clearTimeout(resting);
        resting = setTimeout(settle, SETTLED);
    }

    /* The words of the address for the shares as they are. */
    function settle() {
        resting = 0;
        if (!begun) return;
        const written = (part) => Object.entries(part).filter(([, share]) => share).map(([key, share]) => `${key}:${share / 10}`).join(",");
        const customised = new Set((atlas.words.wg || "").split(",").filter(Boolean).map((part) => themeOf(part.split(":")[0])));
        for (const theme of Object.keys(shares.within)) {
            if (JSON.stringify(shares.within[theme]) !== JSON.stringify(begun.within[theme])) customised.add(theme);
        }
        const within = Object.keys(shares.within).filter((theme) => customised.has(theme)).map((theme) => written(shares.within[theme]));
        const changed = JSON.stringify(shares.themes) !== JSON.stringify(begun.themes);
        const w = changed || atlas.words.w ? written(shares.themes) : "";
        const wg = within.filter(Boolean).join(",");
        if ((atlas.words.w || "") === w && (atlas.words.wg || "") === wg) begun = null;
        else atlas.chooseAll({w: changed ? w : atlas.words.w || "", wg});
    }

    /* ---- the map while a thumb moves ---- */

    let wish = 0;
    let painted = 0;
    let open = 0;
    let waiting = false;

    async function ask() {
        if (open >= UNDER_WAY) {
            waiting = true;
            return;
        }
        const mine = ++wish;
        open++;
        const written = (part) => Object.entries(part).map(([key, share]) => `${key}:${share / 10}`).join(",");
        const words = {...atlas.words, w: written(shares.themes), wg: Object.values(shares.within).map(written).join(",")};
        try {
            const reply = await fetch(`/index/${atlas.page.release}.json${atlas.address(words)}`);
            const found = reply.ok ? await reply.json() : null;
            if (found?.letters && mine > painted && begun && words.gorunum !== "kesinlik") {
                painted = mine;
                atlas.paint(found);
                result(begun.letters, found);
                atlas.synthesisPainted = {wish: mine, at: performance.now()};
            }
        } catch {
            /* without a connection the map waits for the thumb to rest; 7_connection.js says why then */
        } finally {
            open--;
            if (waiting) {
                waiting = false;
                ask();
            }
        }
    }

    /* ---- what a change did ---- */

    /* Areas in view whose class is another than before: how many, fallen and risen. */
    function difference(before, after, level) {
        const il = atlas.words.il || "hepsi";
        let count = 0, worse = 0, better = 0;
        for (const province of atlas.page.provinces) {
            if (il !== "hepsi" && il !== province) continue;
            const first = atlas.page.offsets[province][level];
            for (let i = first; i < first + atlas.page.sizes[province][level]; i++) {
                if (before[i] === after[i]) continue;
                count++;
                if (before[i] >= "0" && before[i] <= "9" && after[i] >= "0" && after[i] <= "9") after[i] > before[i] ? worse++ : better++;
            }
        }
        return {count, worse, better};
    }
    atlas.synthesisDifference = difference;

    function result(before, found) {
        if (!before || before.length !== found.letters.length || (atlas.words.gorunum || "puan") !== "puan") return say("");
        const {count, worse, better} = difference(before, found.letters, found.level);
        if (!count) return say(text("changed_none"));
        const strong = Object.assign(document.createElement("strong"), {textContent: text("changed")[found.level].replace("{count}", number(count))});
        const parts = text("changed_parts").replace("{worse}", number(worse)).replace("{better}", number(better));
        say(strong, document.createTextNode(` ${parts}`));
    }

    function say(...parts) {
        line = parts;
        for (const one of all(".weights-changed")) one.replaceChildren(...parts.map((part) => (part.cloneNode ? part.cloneNode(true) : part)));
    }

    /* ---- controls show what counts ---- */

    function showShares() {
        const before = begun || shares;
        for (const [key, share] of Object.entries(shares.themes)) show("theme", key, share, before.themes[key] ?? share);
        for (const [theme, part] of Object.entries(shares.within)) {
            for (const [key, share] of Object.entries(part)) show("indicator", key, share, before.within[theme]?.[key] ?? share);
        }
        for (const part of all("[data-share]")) {
            const share = shares.themes[part.dataset.share] || 0;
            part.hidden = !share;
            part.style.setProperty("--share", share / 10);
            part.textContent = share < NARROW ? "" : shown(share);
        }
    }

    function show(kind, key, share, before) {
        const slider = document.querySelector(`[data-${kind}-share="${key}"]`);
        if (!slider) return;
        if (slider !== document.activeElement || !begun || Math.abs(slider.value * 10 - share) >= 10) slider.value = share / 10;
        slider.style.setProperty("--share", share / 10);
        slider.style.setProperty("--before", before / 10);
        slider.toggleAttribute("data-moved", before !== share);
        slider.setAttribute("aria-valuetext", share ? shown(share) : text("off"));
        const field = document.querySelector(`[data-${kind}-number="${key}"]`);
        if (field && field !== document.activeElement) field.value = share ? shown(share) : text("off");
        const block = slider.closest(".weight-theme, .weight-indicator");
        block.toggleAttribute("data-off", !share);
        const said = kind === "theme" && block.querySelector(".weight-before");
        if (said) said.textContent = before !== share ? text("before").replace("{share}", shown(before)) : "";
    }

    /* Everything that shows a word of the address. */
    function showWords(words) {
        const w = words.w || "esit";
        for (const one of all("[data-preset]")) one.setAttribute("aria-pressed", String(one.dataset.preset === w && !words.wg));
        for (const one of all('[data-weights="reset"]')) one.hidden = !words.w && !words.wg;
        const held = new Set((words.kilit || "").split(",").filter(Boolean));
        for (const one of all("[data-lock]")) {
            one.checked = held.has(one.dataset.lock);
            const slider = document.querySelector(`[data-theme-share="${one.dataset.lock}"]`);
            const field = document.querySelector(`[data-theme-number="${one.dataset.lock}"]`);
            for (const part of [slider, field]) if (part) part.disabled = one.checked;
        }
        for (const one of all("select[data-control]")) {
            const word = words[one.dataset.control] || USUAL[one.dataset.control];
            if (word !== undefined && one.value !== word) one.value = word;
        }
        const order = (words.w || "").startsWith(ORDER) ? words.w.slice(ORDER.length).split("-") : null;
        if (order) priorities = order;
        showPriorities();
    }

    /* ---- the most important themes ---- */

    let priorities = [];

    function showPriorities() {
        for (const one of all("[data-priority]")) {
            const place = priorities.indexOf(one.dataset.priority);
            one.setAttribute("aria-pressed", String(place >= 0));
            one.querySelector("i").textContent = place >= 0 ? String(place + 1) : "";
        }
        for (const one of all('[data-weights="priorities"]')) one.disabled = !priorities.length;
    }

    function prefer(theme) {
        const most = Number(document.querySelector(".most-important")?.dataset.most || 3);
        if (priorities.includes(theme)) priorities = priorities.filter((one) => one !== theme);
        else if (priorities.length < most) priorities = [...priorities, theme];
        showPriorities();
    }

    /* ---- weights kept in this browser ---- */

    function kept() {
        try {
            const found = JSON.parse(localStorage.getItem(KEPT) || "[]");
            return Array.isArray(found) ? found.filter((one) => one && typeof one.name === "string") : [];
        } catch {
            return [];
        }
    }

    function keep(list) {
        const fault = document.querySelector(".saved-fault");
        try {
            localStorage.setItem(KEPT, JSON.stringify(list));
            if (fault) fault.hidden = true;
        } catch {
            if (fault) fault.hidden = false;
        }
        showKept();
    }

    function showKept() {
        const holder = document.querySelector(".saved-weights");
        if (!holder) return;
        const list = kept();
        holder.querySelector(".saved-none").hidden = Boolean(list.length);
        holder.querySelector(".saved-list").replaceChildren(...list.map(({name}, place) => {
            const use = Object.assign(document.createElement("button"), {className: "preset", textContent: name, title: holder.dataset.use.replace("{name}", name)});
            use.dataset.kept = place;
            const remove = Object.assign(document.createElement("button"), {className: "icon-button", textContent: "×", title: holder.dataset.remove.replace("{name}", name)});
            remove.setAttribute("aria-label", remove.title);
            remove.dataset.forget = place;
            const row = Object.assign(document.createElement("div"), {className: "saved-row"});
            row.append(use, remove);
            return row;
        }));
    }

    function save() {
        const field = document.querySelector(".save-name");
        const name = field.value.trim();
        if (!name) return field.focus();
        const {w = "", wg = ""} = atlas.words;
        keep([...kept().filter((one) => one.name !== name), {name, w, wg}]);
        field.value = "";
    }

    /* ---- hands ---- */

    document.addEventListener("input", (event) => {
        const {themeShare, indicatorShare} = event.target.dataset || {};
        if (!here() || (!themeShare && !indicatorShare)) return;
        move(themeShare ? "theme" : "indicator", themeShare || indicatorShare, event.target.value * 10);
    });

    document.addEventListener("change", (event) => {
        if (!here()) return;
        const part = event.target;
        const {themeShare, indicatorShare, themeNumber, indicatorNumber, lock, limit, base} = part.dataset || {};
        if (themeShare || indicatorShare) rest();
        if (themeNumber || indicatorNumber) typed(part, themeNumber ? "theme" : "indicator", themeNumber || indicatorNumber);
        if (lock) atlas.choose("kilit", [...locked()].join(","));
        if (limit) limits();
        if (base !== undefined && part.value !== "-") atlas.chooseAll({once: part.value, onceg: ""});
    });

    function typed(field, kind, key) {
        const said = field.value.trim().replace(",", ".");
        const value = said.toLocaleLowerCase(atlas.page.language) === text("off").toLocaleLowerCase(atlas.page.language) ? 0 : Number(said);
        field.blur();
        if (said && Number.isFinite(value) && value >= 0 && value <= 100) {
            move(kind, key, value * 10);
            rest();
        }
        showShares();
    }

    /* The limits as they stand in their fields; one that is no number keeps what was there. */
    function limits() {
        const rows = {};
        for (const field of all("[data-limit]")) (rows[field.dataset.limit] = rows[field.dataset.limit] || [])[field.dataset.side] = Number(field.value.trim().replace(",", "."));
        const fits = Object.entries(rows).filter(([, pair]) => pair.every((one) => Number.isFinite(one) && one >= 0 && one <= 100));
        atlas.choose("sinir", fits.map(([key, [low, high]]) => `${key}:${low}-${high}`).join(","));
    }

    const WORK = {
        reset: () => atlas.chooseAll({w: "", wg: ""}),
        priorities: () => atlas.chooseAll({w: ORDER + priorities.join("-"), wg: ""}),
        "forget-priorities": () => {
            priorities = [];
            showPriorities();
        },
        save,
        pin: () => atlas.chooseAll({once: atlas.words.w || "", onceg: atlas.words.wg || ""}),
    };

    document.addEventListener("click", (event) => {
        const target = event.target.closest("[data-preset],[data-weights],[data-priority],[data-kept],[data-forget]");
        if (!target || !here()) return;
        const {preset, weights, priority, kept: use, forget} = target.dataset;
        begun = null;
        if (preset) atlas.chooseAll({w: preset === "esit" ? "" : preset, wg: ""});
        if (weights) WORK[weights]();
        if (priority) prefer(priority);
        if (use) atlas.chooseAll({w: kept()[use].w, wg: kept()[use].wg});
        if (forget) keep(kept().filter((_, place) => place !== Number(forget)));
    });

    document.addEventListener("focusin", (event) => {
        if (event.target.classList?.contains("weight-number")) event.target.select();
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target.classList?.contains("weight-number")) event.target.dispatchEvent(new Event("change", {bubbles: true}));
        if (event.key === "Enter" && event.target.classList?.contains("save-name")) save();
    });

    /* ---- the wires ---- */

    document.addEventListener("viewchange", () => atlas.page?.path === "/kisa-liste" && showWords(atlas.words));

    const parted = (packed) => (packed || "").split(",").map((one) => (one === "" ? null : Number(one)));

    own.synthesis = {
        /* The server's answer: the map, the markers of the ruler, the result line, the controls. */
        paint: function (found, page, words) {
            if (page.path !== "/sentez" || !found) return own.no_update;
            atlas.page = page;
            const same = answer && answer.level === found.level && (asked.il || "") === (words.il || "") && (asked.gorunum || "") === (words.gorunum || "");
            const scored = WORDS.some((key) => (asked[key] || "") !== (words[key] || ""));
            const before = answer?.letters;
            if (answer && answer.level !== found.level) line = null;
            answer = found;
            asked = {...words};
            // A thumb that has moved on since is followed by its own questions.
            if (begun && (resting || document.querySelector(".weight-slider:active"))) return found.key;
            const earlier = begun;
            painted = wish;
            begun = null;
            atlas.paint(found);
            if (same && scored) result(before, found);
            else if (!same) say("");
            if (found.shares) {
                shares = copy(found.shares);
                begun = earlier && same ? {...earlier} : null;
                showShares();
                begun = null;
            }
            const score = (words.gorunum || "puan") === "puan";
            atlas.mapState.values = score && found.scores ? {key: found.key, level: found.level, letters: found.letters, outcomes: "", values: parted(found.scores), digits: 1, pattern: page.synthesis.points, sign: false} : null;
            showWords(words);
            showKept();
            own.area_map.marked();
            return found.key;
        },

        /* Other areas need other sliders. */
        structure: function (words, drawn) {
            if (!here()) return own.no_update;
            const level = {mahalle: "neighbourhood", ilce: "district", il: "district"}[words.duzey || "mahalle"];
            return level === drawn ? own.no_update : level;
        },

        /* The controls have been drawn anew: what was open stays open, and they show what counts. */
        drawn: function () {
            requestAnimationFrame(() => {
                for (const part of unfolded) document.querySelector(`details[data-part="${part}"]`)?.setAttribute("open", "");
                if (answer?.shares) shares = copy(answer.shares);
                showShares();
                showWords(atlas.words);
                showKept();
                if (line) say(...line);
            });
        },
    };

    const unfolded = new Set();
    document.addEventListener("toggle", (event) => {
        const {part} = event.target.dataset || {};
        if (part) unfolded[event.target.open ? "add" : "delete"](part);
    }, true);

    const element = (tag, said, className) => Object.assign(document.createElement(tag), {textContent: said, className: className || ""});

    atlas.cards.synthesis = function (box, {i, name, level, district}) {
        const lines = answer?.level === level ? told(i) : [];
        box.replaceChildren(
            element("strong", name),
            element("small", level === "neighbourhood" ? atlas.page.districts[district] || "" : ""),
            ...lines,
        );
    };

    function told(i) {
        const at = (packed) => (packed ? packed.split(",")[i] : "");
        const value = at(answer.scores);
        if (!value) return [element("span", text("no_score")), element("small", text("missing")[answer.letters[i]] || "")];
        const lines = [element("span", text("hover_score").replace("{score}", number(value / 10, 1)))];
        const rank = at(answer.ranks), before = at(answer.before), sure = at(answer.certainty);
        if (before && rank) lines.push(element("small", text("hover_change").replace("{before}", number(before)).replace("{after}", number(rank))));
        else if (rank) lines.push(element("small", text("hover_rank").replace("{rank}", number(rank)).replace("{count}", number(answer.count))));
        if (sure) {
            const share = text("percent").replace("{}", sure > 0 && sure < 10 ? "< 1" : number(Math.round(sure / 10)));
            lines.push(element("small", text("hover_certainty").replace("{share}", share).replace("{k}", answer.k)));
        }
        return lines;
    }
})();
