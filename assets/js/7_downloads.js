/* The dialog of downloads and the printed page: both follow the view. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const PRINT_WIDTH = 716; // CSS pixels of an A4 page between its margins, rounded down
    const PRINT_HEIGHT = 560; // of one map; two stand side by side and are lower
    const TWIN_HEIGHT = 340;
    const GAP = 8;
    const IDLE = 1500; // ms without a change of the view, after which the code is fetched

    const query = () => atlas.address(atlas.words).slice(1);

    /* ---- the dialog ---- */

    function open() {
        const dialog = document.getElementById("download");
        if (!dialog || dialog.open) return;
        for (const link of dialog.querySelectorAll("a[data-file]")) link.href = link.dataset.file + query();
        preview(dialog);
        dialog.showModal();
    }

    function preview(dialog) {
        const image = dialog.querySelector("img[data-preview]");
        const waiting = dialog.querySelector(".download-waiting");
        const title = document.querySelector("[data-testid=map-title]");
        waiting.dataset.asked = waiting.dataset.asked || waiting.textContent;
        waiting.textContent = waiting.dataset.asked;
        waiting.hidden = false;
        image.alt = (title?.innerText || "").trim().replace(/\.?\s*\n+\s*/g, ". ");
        image.hidden = true;
        image.onload = () => {
            waiting.hidden = true;
            image.hidden = false;
        };
        image.onerror = () => (waiting.textContent = waiting.dataset.failed);
        image.src = `${image.dataset.preview}?${query()}`;
    }

    document.addEventListener("click", (event) => {
        if (event.target.closest("[data-action=download]")) open();
        const dialog = document.getElementById("download");
        if (!dialog?.open) return;
        const outside = event.target === dialog; // the backdrop belongs to the dialog
        if (outside || event.target.closest("[data-close=download]")) dialog.close();
    });
    window.addEventListener("popstate", () => document.getElementById("download")?.close());
    /* Esc closes the dialog and nothing behind it. */
    window.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && document.getElementById("download")?.open) event.stopPropagation();
    }, true);

    /* ---- print ---- */

    /* The words of the address that the page shows; `omitted` is the server's list. */
    function shownWords() {
        const omitted = atlas.page.link.omitted;
        const words = {...atlas.words};
        if (atlas.page.path === "/esik") words.esik = atlas.criteriaOf(words);
        if (atlas.page.path === "/karsilastir") {
            words.karsi = words.karsi || atlas.page.comparedAtFirst.map(({id}) => id).join(",");
            words.gostergeler = words.gostergeler || atlas.page.indicatorsAtFirst.join(",");
        }
        return Object.fromEntries(Object.entries(words).filter(([key]) => !omitted.includes(key)));
    }

    /* The foot says what is shown now. The code is fetched when the view has rested, so that it is
       there when somebody prints, and a reader who only looks around fetches none. */
    function fillFoot() {
        const foot = document.querySelector(".print-foot");
        if (!foot || !atlas.page.link) return;
        const words = atlas.address(atlas.permanent(shownWords()));
        const start = atlas.page.link.address || location.origin;
        foot.querySelector(".print-link").textContent = start + location.pathname + words;
        const day = new Intl.DateTimeFormat(atlas.page.language === "en" ? "en-GB" : "tr", {dateStyle: "long"});
        foot.querySelector(".print-day").textContent = day.format(new Date());
        const code = `${foot.dataset.code}?sayfa=${foot.dataset.path}&${words.slice(1)}`;
        const image = foot.querySelector(".print-code");
        if (image.getAttribute("src") !== code) image.src = code;
    }

    let resting = 0;
    document.addEventListener("viewchange", () => {
        clearTimeout(resting);
        resting = setTimeout(fillFoot, IDLE);
    });

    /* A chart is an image of fixed width. */
    function charts(layout) {
        for (const one of document.querySelectorAll(".js-plotly-plot")) window.Plotly?.relayout(one, layout);
    }

    /* The map is drawn for the paper while the page is printed, and put back afterwards. */
    let before = null;
    function toPaper() {
        fillFoot();
        charts({width: PRINT_WIDTH, autosize: false});
        const drawn = (atlas.mapState?.maps || []).filter(({map, frame}) => map && frame.offsetParent);
        if (!drawn.length || before) return;
        if (atlas.twins) atlas.twins.alone += 1;
        before = drawn.map(({map, frame}) => ({
            map, holder: frame.parentElement, bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom(),
        }));
        const width = (PRINT_WIDTH - GAP * (drawn.length - 1)) / drawn.length;
        const height = atlas.twins ? TWIN_HEIGHT : PRINT_HEIGHT;
        for (const {map, holder} of before) {
            Object.assign(holder.style, {flex: "none", width: `${width}px`, height: `${height}px`});
            map.invalidateSize({animate: false, pan: false});
        }
        /* one scale for all, as on the screen */
        const zoom = Math.min(...before.map(({map, bounds}) => map.getBoundsZoom(bounds)));
        for (const {map, centre} of before) map.setView(centre, zoom, {animate: false});
    }
    function toScreen() {
        charts({width: null, autosize: true});
        for (const {map, holder, centre, zoom} of before || []) {
            Object.assign(holder.style, {flex: "", width: "", height: ""});
            map.invalidateSize({animate: false, pan: false});
            map.setView(centre, zoom, {animate: false});
        }
        if (before && atlas.twins) atlas.twins.alone -= 1;
        before = null;
    }
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", toScreen);
})();
