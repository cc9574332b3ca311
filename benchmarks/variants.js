/* Three ways of colouring the same paths with the same classes:
 *
 * class    CSS on data-class and the frame's data-palette, as the atlas does
 * flat     CSS on data-class alone; the frame holds the colour of each class
 * fill     the attribute `fill` of each path, set by the script
 *
 * Paths lose the class `area` in the other two ways, because its CSS would win. */
(function () {
    "use strict";

    const NAMED = {n: "none", f: "few", s: "suppressed", x: "unvalued"};
    const ORDER = {
        "seq-1": [3], "seq-2": [1, 4], "seq-3": [1, 3, 5], "seq-4": [1, 2, 3, 5], "seq-5": [1, 2, 3, 4, 5],
        "div-5": [2, 3, 4, 5, 6], "div-7": [1, 2, 3, 4, 5, 6, 7],
    };
    const PATTERNS = {n: "url(#pattern-none)", f: "url(#pattern-few)", s: "url(#pattern-suppressed)"};
    const STROKE = "fill-opacity: 1; stroke: var(--edge); stroke-width: var(--edge-width, .6); stroke-opacity: 1;"
        + " pointer-events: visiblePainted;";

    const root = document.documentElement;
    const frame = document.querySelector(".map-frame");
    const paths = atlas.mapState.maps[0].paths.neighbourhood;
    let way = "class";
    let at = 0;
    let painted = "";
    let series = [];

    function style() {
        const rules = [`.by-fill, .by-flat { ${STROKE} }`, ".by-flat[data-class=unvalued] { fill: var(--land); }"];
        for (const [letter, pattern] of Object.entries(PATTERNS)) {
            rules.push(`.by-flat[data-class=${NAMED[letter]}] { fill: ${pattern}; }`);
        }
        for (let i = 0; i < 7; i++) rules.push(`.by-flat[data-class="${i}"] { fill: var(--of-${i}); }`);
        for (const [palette, steps] of Object.entries(ORDER)) {
            const held = steps.map((step, i) => `--of-${i}: var(--${palette.slice(0, 3)}-${step});`);
            rules.push(`.map-frame[data-palette="${palette}"] { ${held.join(" ")} }`);
        }
        frame.append(Object.assign(document.createElement("style"), {textContent: rules.join("\n")}));
    }

    function colours(palette) {
        const tokens = getComputedStyle(root);
        const found = {...PATTERNS, x: tokens.getPropertyValue("--land")};
        ORDER[palette].forEach((step, i) => {
            found[i] = tokens.getPropertyValue(`--${palette.slice(0, 3)}-${step}`);
        });
        return found;
    }

    function paint(all) {
        const {letters: given, palette} = atlas.mapState.preloaded[series[at]];
        const letters = given.replace(/[A-G]/g, (one) => "ABCDEFG".indexOf(one)); // the marks of unreliable values are left out
        const colour = way === "fill" ? colours(palette) : null;
        for (let i = 0; i < paths.length; i++) {
            if (!all && painted[i] === letters[i]) continue;
            if (colour) paths[i].setAttribute("fill", colour[letters[i]]);
            else paths[i].dataset.class = NAMED[letters[i]] || letters[i];
        }
        frame.dataset.palette = palette;
        painted = letters;
    }

    window.variants = {
        begin: function (keys) {
            series = keys.map((key) => atlas.seriesKey(atlas.resolve({...atlas.words, g: key, grup: "", yil: ""})));
            style();
        },
        use: function (chosen) {
            way = chosen;
            at = 0;
            root.dataset.mantineColorScheme = "light";
            for (const path of paths) {
                path.classList.toggle("area", way === "class");
                path.classList.toggle("by-flat", way === "flat");
                path.classList.toggle("by-fill", way === "fill");
                if (way !== "fill") path.removeAttribute("fill");
                else delete path.dataset.class;
            }
            paint(true);
        },
        next: function () {
            at = (at + 1) % series.length;
            paint(false);
        },
        scheme: function () {
            const dark = root.dataset.mantineColorScheme === "dark";
            root.dataset.mantineColorScheme = dark ? "light" : "dark";
            if (way === "fill") paint(true);
        },
        /* The painted colour of every path: the ways must agree. */
        seen: () => paths.map((path) => getComputedStyle(path).fill).join("|"),
    };
})();
