/* Veri: the map of gaps shows what the server counted; citations are copied. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    let shown = null; // the server's last answer

    own.data = {
        paint: function (answer, page) {
            if (page.path !== "/veri" || !answer) return own.no_update;
            shown = answer;
            atlas.page = page;
            atlas.paint(answer);
            for (const part of document.querySelectorAll("[data-origin]")) part.textContent = page.link.address || location.origin;
            return answer.key;
        },
    };

    const element = (tag, text) => Object.assign(document.createElement(tag), {textContent: text});

    atlas.cards.gaps = function (box, {i, name, level, district}) {
        const {hover, unvalued} = atlas.page.gapsWords;
        const known = shown?.level === level && shown.letters[i] !== "x";
        const format = new Intl.NumberFormat(atlas.page.language);
        const counted = known && hover.replace("{count}", format.format(shown.counts[i])).replace("{total}", format.format(shown.total));
        box.replaceChildren(
            element("strong", name),
            element("small", level === "neighbourhood" ? atlas.page.districts[district] || "" : ""),
            element("span", counted || unvalued),
        );
    };

    document.addEventListener("click", async (event) => {
        const button = event.target.closest("[data-copy]");
        if (!button || button.dataset.before) return;
        const said = document.getElementById(button.dataset.copy).textContent;
        button.dataset.before = button.textContent;
        try {
            await navigator.clipboard.writeText(said);
            button.textContent = button.dataset.done;
        } catch {
            getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
        }
        setTimeout(() => {
            button.textContent = button.dataset.before;
            delete button.dataset.before;
        }, 2000);
    });
})();
