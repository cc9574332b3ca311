/* Projektör: everything large enough for the back of a room, controls folded away. P or the button turns
 * it on and off; ← → step through the indicators, ↑ ↓ through the districts, B blanks the screen. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const root = document.documentElement;
    const on = () => root.hasAttribute("data-projector");
    let before = []; // where the maps were, and what was selected, when the projector was turned on
    let selected = "";

    function toggle() {
        if (!atlas.mapState?.maps.some(({map}) => map)) return;
        const turned = !on();
        root.toggleAttribute("data-projector", turned);
        root.removeAttribute("data-blank");
        const maps = atlas.mapState.maps.filter(({map}) => map);
        if (turned) {
            selected = atlas.mapState.selected;
            before = maps.map(({map}) => ({map, centre: map.getCenter(), zoom: map.getZoom()}));
            code();
        }
        /* Another area than before was chosen meanwhile: going back to where the map was would hide it. */
        const back = !turned && selected === atlas.mapState.selected && before.length === maps.length;
        for (const button of document.querySelectorAll("[data-action=projector]")) button.setAttribute("aria-pressed", String(turned));
        /* The map keeps what it shows: fitted into its new size, or put back as it was. */
        const shown = maps.map(({map}) => map.getBounds());
        requestAnimationFrame(() => {
            if (atlas.twins) atlas.twins.alone += 1;
            maps.forEach((one, k) => {
                one.map.invalidateSize({animate: false, pan: false});
                if (back) one.map.setView(before[k].centre, before[k].zoom, {animate: false});
                else if (atlas.mapState.selected) one.map.fitBounds(shown[k], {animate: false});
                else atlas.fitMap(one, false);
            });
            if (atlas.twins) atlas.twins.alone -= 1;
            atlas.mapState.maps.forEach((one) => atlas.placeLabels(one));
            atlas.sizeChart();
        });
    }

    /* The code of the view, for the phones in the room. */
    function code() {
        const image = document.querySelector(".room-code");
        if (image && on() && atlas.page.path) image.src = `${image.dataset.code}?sayfa=${atlas.page.path}&${atlas.address(atlas.words).slice(1)}`;
    }
    document.addEventListener("viewchange", code);

    function step(list, now, by) {
        const at = list.indexOf(now);
        return list[at < 0 ? 0 : (at + by + list.length) % list.length];
    }

    /* On Sentez the ready-made weights take the place of the indicators. */
    function weights(by) {
        const list = [...document.querySelectorAll("[data-preset]")].map((one) => one.dataset.preset);
        const next = step(list, atlas.words.w || list[0], by);
        atlas.chooseAll({w: next === list[0] ? "" : next, wg: ""});
    }

    function indicator(by) {
        if (["/sentez", "/kisa-liste"].includes(atlas.page.path)) return weights(by);
        const rows = [...document.querySelectorAll("[data-indicator]")].map((row) => row.dataset.indicator);
        const {level} = atlas.mapState.shown;
        const shown = Object.keys(atlas.page.offers).filter((key) => atlas.page.offers[key].series.some(([at]) => at === level));
        atlas.choose("g", step(rows.length ? rows : shown, atlas.words.g, by));
    }

    function district(by) {
        const il = atlas.words.il || "hepsi";
        const list = atlas.page.districtOrder.filter(({province}) => il === "hepsi" || il === province).map(({id}) => id);
        const area = atlas.words.ilce || (atlas.words.mahalle && atlas.featureOf(atlas.words.mahalle)?.district);
        atlas.select(step(list, area, by));
    }

    const KEYS = {
        ArrowRight: () => indicator(1),
        ArrowLeft: () => indicator(-1),
        ArrowDown: () => district(1),
        ArrowUp: () => district(-1),
        b: () => root.toggleAttribute("data-blank"),
        Escape: toggle,
    };

    document.addEventListener("keydown", (event) => {
        const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.closest("[role=slider], dialog");
        if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
        const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        if (key === "p") toggle();
        else if (on() && KEYS[key]) KEYS[key]();
        else return;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, true);

    document.addEventListener("click", (event) => {
        const button = event.target.closest("[data-action=projector]");
        if (!button) return;
        toggle();
        button.blur();
    });
})();
