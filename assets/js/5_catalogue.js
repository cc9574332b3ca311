/* Narrows the list of indicators: theme, kind, and whether the release has values. */
(function () {
    "use strict";

    document.addEventListener("change", (event) => {
        if (!event.target.dataset?.narrow) return;
        const wanted = {};
        for (const one of document.querySelectorAll("[data-narrow]")) wanted[one.dataset.narrow] = one.value;
        const fits = (part, field) => !wanted[field] || part.dataset[field] === wanted[field];
        let any = false;
        for (const theme of document.querySelectorAll(".catalogue section[data-theme]")) {
            const rows = [...theme.querySelectorAll("li[data-kind]")];
            for (const row of rows) row.hidden = !(fits(row, "kind") && fits(row, "held"));
            theme.hidden = !fits(theme, "theme") || rows.every((row) => row.hidden);
            any = any || !theme.hidden;
        }
        document.querySelector(".catalogue-nothing").hidden = any;
    });
})();
