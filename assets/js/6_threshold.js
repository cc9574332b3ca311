/* Eşik: sliders write the word `esik`; the server judges; the map is painted with its answer. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    const parts = (word) => (word || "").split(",").filter(Boolean).map((one) => one.split(":"));
    const join = (criteria) => criteria.map((one) => one.join(":")).join(",");

    own.threshold = {
        moved: function (_values, _operators, word) {
            const criteria = parts(word);
            for (const {prop_id: property, value} of own.callback_context.triggered) {
                if (!property.startsWith("{") || value == null) continue;
                const {part, place} = JSON.parse(property.slice(0, property.lastIndexOf("}") + 1));
                if (!criteria[place]) continue;
                criteria[place][part === "value" ? 3 : 2] = String(Number.isFinite(value) ? Number(value.toPrecision(10)) : value);
            }
            criteria.forEach(veil);
            const next = join(criteria);
            return next === word ? own.no_update : next;
        },

        add: function (indicator, page) {
            if (!indicator) return own.no_update;
            const level = {mahalle: "neighbourhood", ilce: "district"}[atlas.words.duzey || "mahalle"];
            const now = currentWord();
            atlas.hold("esik", [now, page.criteria[level][indicator] || page.criteria.any[indicator]].filter(Boolean).join(","));
            return null;
        },

        structure: function (words, drawn) {
            const next = `${words.duzey || "mahalle"}/${parts(words.esik).map((one) => one.slice(0, 2).join(":")).join(",")}`;
            return next === drawn ? own.no_update : next;
        },

        paint: function (paint, page) {
            if (page.path === "/esik" && paint) atlas.paint(paint);
        },
    };

    /* The veil over the bars that do not meet a criterion follows the thumb. */
    function veil([, , operator, value], place) {
        const bars = document.querySelector(`[data-criterion="${place}"]`);
        if (!bars) return;
        const [low, high] = bars.dataset.ends.split(",").map(Number);
        bars.style.setProperty("--t", Math.min(Math.max((value - low) / (high - low || 1), 0), 1));
        bars.dataset.operator = operator;
    }

    const currentWord = () => atlas.words.esik || atlas.page.criteriaAtFirst || "";

    document.addEventListener("click", (event) => {
        const remove = event.target.closest("[data-remove-criterion]");
        if (remove) {
            const criteria = parts(currentWord());
            criteria.splice(Number(remove.dataset.removeCriterion), 1);
            atlas.hold("esik", join(criteria));
        }
        const row = event.target.closest("[data-indicator]");
        if (row) atlas.choose("g", row.dataset.indicator);
    });
})();
