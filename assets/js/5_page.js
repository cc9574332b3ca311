/* Search, the document's title, the indicator filter and the patterns for areas without a value. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});

    /* The server has matched already (it folds İ, ı, ş …); Mantine must not filter again. */
    const functions = (window.dashMantineFunctions = window.dashMantineFunctions || {});
    functions.showAll = ({options}) => options;
    functions.foldedFilter = ({options, search}) => {
        const words = fold(search).trim().split(/\s+/).filter(Boolean);
        const fits = (one) => words.every((word) => fold(one.label).includes(word));
        return options.map((one) => (one.items ? {...one, items: one.items.filter(fits)} : one)).filter((one) => (one.items ? one.items.length : fits(one)));
    };

    own.search = {
        go: function (found, page) {
            if (!found) return own.no_update;
            const [kind, key, province] = found.split("|");
            if (["/esik", "/kisa-liste"].includes(page.path) && kind === "indicator") return own.threshold.add(key, page);
            if (!["/", "/esik", "/sentez", "/kisa-liste"].includes(page.path) || (page.path === "/sentez" && kind === "indicator")) {
                const words = {...atlas.words};
                if (kind === "indicator") Object.assign(words, {g: key, grup: "", yil: ""});
                else Object.assign(words, {mahalle: kind === "neighbourhood" ? key : "", ilce: kind === "district" ? key : ""});
                location.href = `/${atlas.address(words)}`;
                return null;
            }
            if (kind === "indicator") {
                atlas.choose("g", key);
            } else {
                const il = atlas.words.il || "hepsi";
                if (il !== "hepsi" && il !== province) atlas.choose("il", province);
                atlas.select(key);
            }
            return null;
        },
    };

    /* The document's title: what the map shows, the page, the brand. Dash writes the brand alone. */
    function retitle() {
        const shown = document.querySelector("[data-testid=map-title] :is(h1, h2)")?.textContent;
        const title = [shown, atlas.page.title].filter(Boolean).join(" · ");
        if (atlas.page.title && document.title !== title) document.title = title;
    }
    const titles = new MutationObserver(retitle);
    titles.observe(document.querySelector("title"), {childList: true});
    document.addEventListener("viewchange", () => {
        const shown = document.querySelector("[data-testid=map-title]");
        if (shown) titles.observe(shown, {childList: true, characterData: true, subtree: true});
        retitle();
    });

    /* Letters as people type them, for the filter of the picker. */
    const PLAIN = {"ç": "c", "ğ": "g", "ı": "i", "ö": "o", "ş": "s", "ü": "u", "â": "a", "î": "i", "û": "u"};
    const fold = (text) => text.toLocaleLowerCase("tr").replace(/[çğıöşüâîû]/g, (letter) => PLAIN[letter]);

    document.addEventListener("input", (event) => {
        if (event.target.id !== "indicator-filter") return;
        const wanted = fold(event.target.value).trim().split(/\s+/).filter(Boolean);
        let any = false;
        for (const theme of document.querySelectorAll(".picker details.theme")) {
            let open = false;
            for (const item of theme.querySelectorAll(".picker-item")) {
                const words = fold(item.dataset.words);
                const fits = wanted.every((part) => words.includes(part));
                item.hidden = !fits;
                open = open || fits;
            }
            theme.hidden = !open;
            any = any || open;
            if (wanted.length) theme.open = open;
        }
        const nothing = document.querySelector(".picker-nothing");
        if (nothing) nothing.hidden = any;
    });

    /* The whole row of an indicator is its target, not the small circle alone. */
    document.addEventListener("click", (event) => {
        const item = event.target.closest(".picker-item");
        if (item && !event.target.closest("input, label")) item.querySelector("input:enabled")?.click();
    });

    /* The three ways of having no value look different; patterns keep their size on the screen. */
    const patterns = `<svg width="0" height="0" aria-hidden="true" focusable="false" style="position:absolute"><defs>
        <pattern id="pattern-none" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" class="pattern-ground"/><rect width="1.3" height="6" class="pattern-ink"/></pattern>
        <pattern id="pattern-few" width="7" height="7" patternUnits="userSpaceOnUse">
            <rect width="7" height="7" class="pattern-ground"/><circle cx="1.75" cy="1.75" r="1" class="pattern-ink"/>
            <circle cx="5.25" cy="5.25" r="1" class="pattern-ink"/></pattern>
        <pattern id="pattern-suppressed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" class="pattern-ground"/><path d="M0 0H6M0 0V6" class="pattern-line"/></pattern>
        <pattern id="pattern-near" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" class="pattern-near-ground"/><rect width="6" height="1.1" class="pattern-near-ink"/></pattern>
    </defs></svg>`;
    const holder = document.createElement("div");
    holder.innerHTML = patterns;
    document.body.prepend(holder.firstElementChild);
})();
