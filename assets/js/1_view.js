/* The view in the browser: controls and clicks change the words of the address, and nothing else.
 *
 * words      the keys of the address, as in dashboard/view.py
 * gather     writes the view store from the controls; only this file writes it
 * resolve    the series that the release has for the wanted words, by the rule of view.settle
 */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const GROUP = {kadin: "women", erkek: "men", toplam: "total", fark: "gap"};
    const LEVEL = {mahalle: "neighbourhood", ilce: "district", il: "province"};
    const NOT_IN_ADDRESS = ["satir"];
    // controls that the server does not draw anew, and what they show for an absent word
    const DRAWN_ONCE = {il: "hepsi", g: "", sekme: "siralama", liste: "gecenler", duzey: "mahalle", gostergeler: "", konu: "hepsi", veriyili: "hepsi", gorunum: "puan", bolum: "siralama"};
    const turned = (table) => Object.fromEntries(Object.entries(table).map(([a, b]) => [b, a]));
    const GROUP_WORD = turned(GROUP);

    let slid = 0;
    let wish = ""; // what a hand has just chosen in a row of choices, as field=word
    atlas.page = {};
    atlas.words = {};

    atlas.resolve = function (words, page) {
        const offer = (page || atlas.page).offers[words.g];
        const wantedLevel = LEVEL[words.duzey || "mahalle"];
        const finest = offer.series[0][0];
        const levels = offer.series.filter((one) => one[0] === wantedLevel);
        const here = levels.length ? levels : offer.series.filter((one) => one[0] === finest);
        const of = (group) => here.filter((one) => one[1] === group);
        const wanted = of(GROUP[words.grup]);
        const usual = of(offer.group);
        const groups = wanted.length ? wanted : usual.length ? usual : here;
        const found = groups.find((one) => String(one[2]) === words.yil) || groups[0];
        return {level: found[0], group: found[1], year: found[2], indicator: words.g};
    };

    atlas.seriesKey = (s) => `${s.indicator}/${s.group}/${s.year}/${s.level}`;

    atlas.address = function (words) {
        const query = Object.entries(words)
            .filter(([key, word]) => word !== "" && word != null && !NOT_IN_ADDRESS.includes(key))
            .map(([key, word]) => `${key}=${encodeURIComponent(word).replace(/%2C/g, ",").replace(/%3A/g, ":")}`)
            .join("&");
        return query ? `?${query}` : "";
    };

    /* The words of a link that is shared, printed or cited: with the release that its numbers come
       from, as view.permalink writes them. */
    atlas.permanent = ({surum: _, ...words}) => ({...words, surum: atlas.page.release});
    atlas.permalink = () => location.origin + location.pathname + atlas.address(atlas.permanent(atlas.words));

    /* One control changed: the words that follow from it. */
    function follow(words, field, word) {
        const next = {...words, [field]: word};
        if (field === "g" || field === "grup" || field === "duzey" || field === "yil") {
            delete next.aralik;
            if (field === "g") delete next.kirilim;
            delete next.satir;
            if (atlas.page.offers) {
                const settled = atlas.resolve(next);
                next.grup = GROUP_WORD[settled.group];
                next.yil = String(settled.year);
            }
        }
        if (field === "mahalle" && word) delete next.ilce;
        if (field === "ilce" && word) delete next.mahalle;
        const listStays = atlas.page.path === "/esik" ? ["mahalle", "ilce"] : [];
        if (["il", "mahalle", "ilce", "liste", "esik", "enaz"].includes(field) && !listStays.includes(field)) delete next.satir;
        // A province that does not hold the selected area lets go of it.
        const home = field === "il" && word !== "hepsi" && atlas.provinceOf?.(next.mahalle || next.ilce);
        if (home && home !== word) {
            delete next.mahalle;
            delete next.ilce;
        }
        return next;
    }

    function sameWords(a, b) {
        const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
        return [...keys].every((key) => (a[key] || "") === (b[key] || ""));
    }

    const own = (window.dash_clientside = window.dash_clientside || {});
    own.view = {
        /* Controls and held words → the view. Only what was triggered counts: a control that the
           server has just drawn anew holds a settled word, not a wish. */
        gather: function (_values, _data, words, page) {
            atlas.page = page || atlas.page;
            const context = own.callback_context;
            const before = atlas.pending || words || {};
            let next = before;
            for (const {prop_id: property, value} of context.triggered) {
                if (!property.startsWith("{")) continue;
                const {field, first} = JSON.parse(property.slice(0, property.lastIndexOf("}") + 1));
                const word = Array.isArray(value) ? value.join(",") : value == null ? "" : String(value);
                // Drawn with this value and untouched since: not a wish, however late it comes.
                if (first && first === word && wish !== `${field}=${word}`) continue;
                if ((next[field] || "") === word) continue;
                next = follow(next, field, word);
            }
            return sameWords(next, before) ? own.no_update : afterPainting(next);
        },

        /* The view → the address bar, and the links that carry it. */
        address: function (words, page) {
            atlas.page = page;
            const first = !atlas.started;
            atlas.started = true;
            const before = atlas.words;
            atlas.words = words;
            if (atlas.pending && sameWords(atlas.pending, words)) atlas.pending = null;
            const address = atlas.address(words);
            if (first) {
                history.replaceState({words}, "");
            } else if (!atlas.restoring && !sameWords(before, words)) {
                // A slider on its way is one step of the history, not fifty.
                const sliding = sameWords({...before, esik: ""}, {...words, esik: ""}) && Date.now() - slid < 1000;
                if (before.esik !== words.esik) slid = Date.now();
                history[sliding ? "replaceState" : "pushState"]({words}, "", location.pathname + address);
            }
            atlas.restoring = false;
            document.dispatchEvent(new Event("viewchange"));
            for (const link of document.querySelectorAll("a[data-page]")) {
                link.href = link.dataset.page + address + link.hash;
            }
            for (const link of document.querySelectorAll("a[data-language]")) {
                link.href = location.pathname + atlas.address({...words, dil: link.dataset.language === "tr" ? "" : "en"});
            }
            return address;
        },
    };

    /* A row of choices that the server draws anew while someone walks through it with the arrow keys
       must not throw the keyboard back to the top of the page. */
    let row = "";
    const rowOf = (part) => part.closest(".control-row")?.querySelector(".control-label")?.id || "";
    document.addEventListener("focusin", (event) => (row = rowOf(event.target)));
    /* Back to the first choice before the server has drawn the row anew: only the event of the hand
       tells that from a row that arrives late. */
    document.addEventListener("change", (event) => (wish = `${rowOf(event.target).replace("label-", "")}=${event.target.value}`), true);
    own.view.refocus = function () {
        if (!row) return;
        requestAnimationFrame(() => {
            if (document.activeElement !== document.body) return;
            document.getElementById(row)?.closest(".control-row").querySelector("input:checked")?.focus();
        });
    };

    /* The words, after the map shows them: it is on the screen before Dash works through the rest.
       Until then they are pending, so that a second wish builds on them. */
    function afterPainting(next) {
        atlas.pending = next;
        if (!atlas.paintAhead?.(next)) return next;
        return new Promise((done) => {
            const go = () => done(next);
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go)));
            setTimeout(go, 100); // a page in the background has no frames
        });
    }

    const held = (field) => ({role: "held", field});
    const control = (field) => ({role: "control", field, first: ""});

    /* Set a part's property; a page without that part is no fault. */
    function put(id, props) {
        try {
            own.set_props(id, props);
        } catch (error) {
            if (!(error instanceof TypeError)) throw error;
        }
    }

    /* The value of a control for a word; several indicators are a list, the page's own where none is named. */
    const shownBy = (field, word) => field !== "gostergeler" ? word : word ? word.split(",") : atlas.page.indicatorsAtFirst || [];

    /* A click on an area, a row or a search result. An empty id clears the selection. */
    atlas.select = function (area) {
        const isDistrict = area.startsWith("d-");
        put(held("mahalle"), {data: isDistrict ? "" : area});
        put(held("ilce"), {data: isDistrict ? area : ""});
    };
    atlas.hold = (field, word) => put(held(field), {data: word});
    /* As if the reader had used the control of a field. */
    atlas.choose = (field, word) => atlas.chooseAll({[field]: word});
    /* Several fields in one step of the history. */
    atlas.chooseAll = function (changes) {
        let next = atlas.pending || atlas.words;
        for (const [field, word] of Object.entries(changes)) next = follow(next, field, word);
        Promise.resolve(afterPainting(next)).then(() => {
            own.set_props("view", {data: next});
            for (const [field, word] of Object.entries(changes)) if (field in DRAWN_ONCE) put(control(field), {value: word || DRAWN_ONCE[field]});
        });
    };

    /* Back and Forward: the words come back, the page and its map stay. */
    window.addEventListener(
        "popstate",
        (event) => {
            if (!atlas.started) return;
            event.stopImmediatePropagation();
            if (!event.state?.words) {
                // A link to a part of this page: the view stays, or Dash would build the page anew.
                history.replaceState({words: atlas.words}, "");
                return;
            }
            atlas.restoring = atlas.restored = true;
            atlas.pending = null;
            const words = event.state.words;
            own.set_props("view", {data: words});
            for (const [field, absent] of Object.entries(DRAWN_ONCE)) {
                if (atlas.words[field] !== words[field]) put(control(field), {value: shownBy(field, words[field] || absent)});
            }
            for (const field of ["mahalle", "ilce", "sira", "aralik", "karsi", "kiyas", "esik", "enaz"]) {
                if ((atlas.words[field] || "") !== (words[field] || "")) {
                    put(held(field), {data: words[field] || ""});
                }
            }
        },
        true,
    );

    document.addEventListener("change", (event) => {
        const {control: field} = event.target.dataset || {};
        if (field) atlas.choose(field, event.target.value);
    });

    /* Clicks that set a word, wherever they happen. */
    document.addEventListener("click", (event) => {
        const target = event.target.closest("[data-select],[data-set],[data-choose],[data-toggle],[data-action]");
        if (!target) return;
        const {select, set, choose, word, toggle, action} = target.dataset;
        if (select !== undefined) atlas.select(select);
        if (set) atlas.hold(set, word);
        if (choose) {
            atlas.choose(choose, word);
            if (choose === "surum") dismissed(target);
            if (choose === "il") document.querySelector('[data-testid="province-switch"] input:checked')?.focus();
        }
        if (toggle) switchPart(toggle);
        if (action === "share") share(target);
        if (action === "scheme") switchScheme();
    });

    function switchPart(part) {
        const open = document.body.dataset.open === part ? "" : part;
        document.body.dataset.open = open;
        for (const button of document.querySelectorAll(`[data-toggle="${part}"][aria-expanded]`)) {
            button.setAttribute("aria-expanded", String(open === part));
        }
        if (open === "picker") document.querySelector("#picker .sheet-head button")?.focus();
        else if (part === "picker") document.querySelector(".picker-button")?.focus();
    }

    /* Only the map draws its notices anew. */
    function dismissed(button) {
        button.closest(".release-notice").hidden = true;
        document.getElementById("main").focus({preventScroll: true});
    }

    async function share(button) {
        const before = button.textContent, link = atlas.permalink();
        try {
            await navigator.clipboard.writeText(link);
            button.textContent = button.dataset.done;
        } catch {
            window.prompt(before, link);
        }
        setTimeout(() => (button.textContent = before), 2000);
    }

    function switchScheme() {
        const root = document.documentElement;
        const next = root.dataset.mantineColorScheme === "dark" ? "light" : "dark";
        root.dataset.mantineColorScheme = next;
        try {
            localStorage.setItem("mantine-color-scheme-value", next);
        } catch {
            /* private windows: the scheme lasts as long as the page */
        }
    }

    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
            event.preventDefault();
            document.querySelector(".search input")?.focus();
        }
        if (event.key !== "Escape" || event.target.tagName === "INPUT") return;
        if (document.body.dataset.open) switchPart(document.body.dataset.open);
        else atlas.select("");
    });
})();
