/* Eşik: controls write the word `esik`; the server judges; map and hover card show its answer.
 *
 * The verdicts come from the server, letter by letter; nothing is judged here. A step that can be
 * undone is a change of the criteria; what one hand does on one slider is one step.
 */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    const LEVEL = {mahalle: "neighbourhood", ilce: "district", il: "district"};
    const PAUSE = 1000; // ms: keys pressed with longer pauses are steps of their own
    const GAP = "fark";

    const parts = (word) => (word || "").split(",").filter(Boolean).map((one) => one.split(":"));
    const join = (criteria) => criteria.map((one) => one.join(":")).join(",");
    const SHORTLIST = "/kisa-liste"; // has the same criteria beside others
    const levelOf = (words) => {
        if (atlas.page.path === SHORTLIST) return words.icinde ? "neighbourhood" : "district";
        return LEVEL[words.duzey || "mahalle"];
    };
    const asWord = (value) => String(Number(value.toPrecision(10)));

    let touched = false; // whether the reader has changed the criteria that the page began with
    let redrawn = 0; // how often the controls had to be drawn anew with older values
    let judged = null; // the server's last answer
    let refocus = null; // finds what has the focus after the controls have been drawn anew

    /* The criteria of some words of the address, or those that the page begins with. */
    const criteriaOf = (words) => words.esik || atlas.page.criteriaAtFirst?.[levelOf(words)] || "";
    atlas.criteriaOf = criteriaOf;
    const heldWord = (held) => ((touched || atlas.words.esik) && held) || criteriaOf(atlas.words);

    function write(criteria) {
        touched = true;
        criteria.forEach(veil);
        return join(criteria);
    }

    own.threshold = {
        /* One part of a criterion was used: slider, number field, operator or group. */
        moved: function (_values, _numbers, _operators, _groups, held) {
            const before = heldWord(held);
            const criteria = parts(before);
            for (const {prop_id: property, value} of own.callback_context.triggered) {
                if (!property.startsWith("{") || value == null || value === "") continue;
                const {part, place} = JSON.parse(property.slice(0, property.lastIndexOf("}") + 1));
                if (criteria[place]) change[part](criteria[place], value, place);
            }
            return join(criteria) === before ? own.no_update : write(criteria);
        },

        add: function (indicator, page) {
            if (!indicator) return own.no_update;
            const criteria = parts(criteriaOf(atlas.pending || atlas.words));
            if (criteria.length < page.mostCriteria) {
                criteria.push(beginning(indicator, "", page));
                atlas.hold("esik", write(criteria));
            }
            return null;
        },

        /* The view has changed: whether the controls must be drawn anew. */
        structure: function (words, drawn) {
            if (!atlas.page.criteriaAtFirst) return own.no_update;
            remember(words);
            const criteria = parts(criteriaOf(words));
            own.set_props("add-criterion", {disabled: criteria.length >= atlas.page.mostCriteria});
            if (atlas.restored) redrawn++;
            atlas.restored = false;
            const shape = criteria.map((one) => one.slice(0, 2).join(":")).join(",");
            const more = atlas.page.path === SHORTLIST ? `${words.icinde || ""}/${words.olcut || ""}/` : "";
            const next = `${words.il}/${words.duzey}/${more}${shape}${redrawn ? `#${redrawn}` : ""}`;
            return next === drawn ? own.no_update : next;
        },

        /* The controls have been drawn anew: the keyboard is put back where it was. */
        drawn: function () {
            const wanted = refocus;
            refocus = null;
            if (wanted) requestAnimationFrame(() => requestAnimationFrame(() => document.activeElement === document.body && wanted()?.focus()));
        },

        paint: function (answer, page, words) {
            if (page.path !== "/esik" || !answer) return own.no_update;
            judged = answer;
            atlas.page = page;
            now = now || stepOf(words);
            for (const {series} of answer.criteria) if (series) values(series);
            atlas.paint(answer);
            return changed(answer, page);
        },
    };

    /* What using a part does to a criterion [indicator, group, operator, value]. A control that the
       server has just drawn, or that was moved to follow its neighbour, says nothing new; and as it
       may say so late, only the field that has the focus is heard, and then not its slider. */
    const change = {
        group: function (one, group, place) {
            if (one[1] === group) return;
            refocus = () => criterionAt(place)?.querySelector(".criterion-group input:checked");
            const fresh = beginning(one[0], group, atlas.page);
            const sameUnit = one[1] !== GAP && group !== GAP;
            one.splice(0, 4, ...(sameUnit ? [one[0], group, one[2], one[3]] : fresh));
            veil(one, place);
        },
        operator: function (one, operator, place) {
            if (one[2] === operator) return;
            one[2] = operator;
            if (atlas.page.yesNo.includes(one[0])) one[3] = operator === "az" ? "1" : "0";
            else follow("value", place, {inverted: operator === "az"});
        },
        value: function (one, value, place) {
            if (typingIn(place)) return;
            const {low, high, step} = scale(place);
            const shown = Math.min(Math.max(Number(one[3]), low), high);
            if (Math.abs(value - shown) < step / 2) return;
            one[3] = asWord(value);
            follow("number", place, {value: Number(one[3])});
        },
        number: function (one, value, place) {
            const number = Number(value);
            if (!typingIn(place) || !Number.isFinite(number) || number === Number(one[3])) return;
            one[3] = asWord(number);
            const {low, high} = scale(place);
            follow("value", place, {value: Math.min(Math.max(number, low), high)});
        },
    };

    /* After this change has been written, so that the neighbour's echo finds it done. */
    const follow = (part, place, props) => setTimeout(() => own.set_props({role: "criterion", part, place}, props));

    const criterionAt = (place) => document.querySelectorAll("#threshold-controls .criterion")[place];

    function typingIn(place) {
        const field = document.activeElement?.closest?.(".criterion-number");
        return Boolean(field?.closest(".criterion").querySelector(`[data-criterion="${place}"]`));
    }

    /* Numbers have a true minus all over the atlas, and their decimal sign follows the language; the
       field knows the hyphen alone, and of what is pasted only its own decimal sign. */
    function enter(event, text) {
        if (!text || !event.target.closest?.(".criterion-number")) return;
        const [decimal, thousands] = atlas.page.language === "tr" ? [",", "."] : [".", ","];
        const grouped = new RegExp(`^\\D*\\d{1,3}(\\${thousands}\\d{3})+(?!\\d)`).test(text);
        const plain = grouped ? text.replaceAll(thousands, "") : text.replace(/[.,](?=\d+\s*$)/, decimal);
        const known = plain.replaceAll("−", "-");
        if (known === text) return;
        event.preventDefault();
        event.stopPropagation();
        document.execCommand("insertText", false, known);
    }
    document.addEventListener("paste", (event) => enter(event, event.clipboardData.getData("text")), true);
    document.addEventListener("beforeinput", (event) => enter(event, event.data), true);

    function scale(place) {
        const {ends = "0,1", step = "0"} = document.querySelector(`[data-criterion="${place}"]`)?.dataset || {};
        const [low, high] = ends.split(",").map(Number);
        return {low, high, step: Number(step)};
    }

    function beginning(indicator, group, page) {
        const level = levelOf(atlas.words);
        const levels = [level, ...Object.keys(page.criteria)];
        const found = levels.map((one) => page.criteria[one][indicator]).find((one) => one && (!group || one[group]));
        return parts(group ? found[group] : Object.values(found)[0])[0];
    }

    /* The veil over the bars that do not meet a criterion follows the thumb. */
    function veil([, , operator, value], place) {
        const bars = document.querySelector(`[data-criterion="${place}"]`);
        if (!bars) return;
        const {low, high} = scale(place);
        bars.style.setProperty("--t", Math.min(Math.max((value - low) / (high - low || 1), 0), 1));
        bars.dataset.operator = operator;
    }

    /* ---- undo ---- */

    const past = [];
    let now = null;
    let last = null;
    let gesture = 0;
    let dragging = false;
    let undoing = false;
    let step = 0;

    const stepOf = (words) => ({esik: criteriaOf(words), enaz: words.enaz || ""});

    function remember(words) {
        const next = stepOf(words);
        if (!words.esik) touched = false;
        const same = now && now.esik === next.esik && now.enaz === next.enaz;
        if (!now || same || (!words.esik && now.enaz === next.enaz)) {
            now = next;
            return;
        }
        const place = onlyValueOf(now, next);
        const goesOn = last && place >= 0 && last.place === place && last.gesture === gesture && (dragging || Date.now() - last.time < PAUSE);
        if (!undoing && !goesOn) past.push(now);
        if (undoing || !goesOn) step++;
        last = {place, gesture, time: Date.now()};
        undoing = false;
        now = next;
        own.set_props("undo-criteria", {disabled: !past.length});
    }

    /* The place of the criterion whose value alone has changed, else −1. */
    function onlyValueOf(before, after) {
        const [a, b] = [parts(before.esik), parts(after.esik)];
        if (before.enaz !== after.enaz || a.length !== b.length) return -1;
        const differing = a.map((one, i) => i).filter((i) => a[i].join() !== b[i].join());
        const [i] = differing;
        return differing.length === 1 && a[i].slice(0, 3).join() === b[i].slice(0, 3).join() ? i : -1;
    }

    function undo() {
        const before = past.pop();
        if (!before) return;
        undoing = true;
        atlas.restored = true;
        touched = true;
        const words = {...(atlas.pending || atlas.words), ...before};
        delete words.satir;
        own.set_props("view", {data: words});
        atlas.hold("esik", before.esik);
    }

    document.addEventListener("pointerdown", (event) => {
        gesture++;
        dragging = Boolean(event.target.closest?.(".criterion .mantine-Slider-root"));
        if (dragging && document.activeElement?.closest?.(".criterion-number")) document.activeElement.blur();
    }, true);

    document.addEventListener("keydown", (event) => {
        dragging = false;
        const typing = event.target.matches?.("input:not([type=radio]), textarea, [contenteditable]");
        if (!["/esik", SHORTLIST].includes(atlas.page.path) || typing) return;
        if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
            event.preventDefault();
            undo();
        }
    }, true);

    document.addEventListener("click", (event) => {
        if (event.target.closest("#undo-criteria")) undo();
        const remove = event.target.closest("[data-remove-criterion]");
        if (remove) {
            const criteria = parts(criteriaOf(atlas.pending || atlas.words));
            const place = Number(remove.dataset.removeCriterion);
            criteria.splice(place, 1);
            refocus = () => criterionAt(Math.min(place, criteria.length - 1))?.querySelector("button, input");
            atlas.hold("esik", write(criteria));
        }
        const row = event.target.closest("[data-indicator]");
        if (row) atlas.choose("g", row.dataset.indicator);
    });

    /* ---- how many areas the last step has put into another class ---- */

    let painted = {};
    let settled = "";

    function changed({level, letters}, page) {
        const scope = `${level}/${atlas.words.il}`;
        const fresh = painted.scope !== scope;
        if (fresh) settled = letters;
        else if (painted.step !== step) settled = painted.letters;
        painted = {scope, step, letters};
        if (fresh || !step) return "";
        let count = 0;
        for (let i = 0; i < letters.length; i++) count += letters[i] !== settled[i];
        return page.thresholdWords.changed[level].replace("{count}", new Intl.NumberFormat(page.language).format(count));
    }

    /* ---- the card under the pointer: each criterion, what the area has, and by how much it misses ---- */

    const answers = new Map();

    function values(series) {
        if (!answers.has(series)) {
            answers.set(series, null);
            fetch(`${atlas.page.values}/${series}/own.json`)
                .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
                .then((found) => answers.set(series, found), () => answers.delete(series));
        }
        return answers.get(series);
    }

    const element = (tag, text, className) => Object.assign(document.createElement(tag), {textContent: text, className: className || ""});

    atlas.cards.criteria = function (box, {i, name, level, district}) {
        const words = atlas.page.thresholdWords;
        const verdict = judged?.level === level && words.states[judged.letters[i]];
        const lines = verdict ? judged.criteria.map((one) => line(one, i)) : [];
        box.replaceChildren(
            element("strong", name),
            element("small", level === "neighbourhood" ? atlas.page.districts[district] || "" : ""),
            element("em", verdict || atlas.page.words.x),
            ...lines,
        );
    };

    function line(one, i) {
        const holder = element("div", "", "hover-line");
        const state = {m: "met", c: "near", o: "not_met"}[one.states[i]] || "unknown";
        const said = element("p", "");
        said.append(element("small", one.said), element("b", told(one, i)));
        holder.append(element("i", "", `criterion-dot ${state}`), said);
        return holder;
    }

    function told(one, i) {
        const words = atlas.page.thresholdWords;
        if (!one.series) return words.notPublished;
        const letter = one.states[i];
        const state = letter === "m" ? words.met : words.missed;
        if (!"mco".includes(letter)) return atlas.page.words[letter];
        const found = values(one.series);
        if (!found) return state;
        const value = found.values[i] / 10 ** found.digits;
        const shown = found.unit === "yes_no" ? atlas.page.words[value ? "yes" : "no"] : found.pattern.replace("{}", written(value, found.digits, found.sign));
        if (letter === "m" || !one.distance) return words.valueState.replace("{value}", shown).replace("{state}", state);
        const digits = Math.max(found.digits, (String(one.threshold).split(".")[1] || "").length);
        const distance = one.distance.replace("{}", written(Math.abs(value - one.threshold), digits, false));
        return words.valueLeft.replace("{value}", shown).replace("{distance}", distance);
    }

    function written(value, digits, sign) {
        const shown = new Intl.NumberFormat(atlas.page.language, {minimumFractionDigits: digits, maximumFractionDigits: digits}).format(Math.abs(value));
        const nothing = !/[1-9]/.test(shown);
        return (value < 0 && !nothing ? "−" : sign && !nothing ? "+" : "") + shown;
    }
})();
