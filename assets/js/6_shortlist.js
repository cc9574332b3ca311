/* Kısa liste: rules are put together here and written as words; the server chooses. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    let answer = null; // the server's last answer

    const here = () => atlas.page?.path === "/kisa-liste";
    const words = (field) => ((atlas.pending || atlas.words)[field] || "").split(",").filter(Boolean);
    const element = (tag, said) => Object.assign(document.createElement(tag), {textContent: said});

    own.shortlist = {
        paint: function (found, page) {
            if (page.path !== "/kisa-liste" || !found) return own.no_update;
            atlas.page = page;
            answer = found;
            atlas.paint(found);
            frame();
            for (const form of document.querySelectorAll("[data-rule-form]")) fit(form);
            for (const part of unfolded) document.querySelector(`details[data-part="${part}"]`)?.setAttribute("open", "");
            return found.key;
        },
    };

    /* The map shows the district whose neighbourhoods are chosen from, as soon as it is drawn. */
    let framed = "";
    function frame(patience = 40) {
        const district = atlas.words.icinde || "";
        if (!here() || district === framed) return;
        const layer = district && atlas.featureOf(district)?.layer;
        if (district && !layer) return patience && setTimeout(() => frame(patience - 1), 250);
        framed = district;
        for (const one of atlas.mapState.maps) {
            if (!one.map) continue;
            if (layer) one.map.fitBounds(layer.getBounds(), {animate: false, padding: [8, 8]});
            else atlas.fitMap(one, false);
        }
    }

    /* What was open stays open when the server draws it anew. */
    const unfolded = new Set();
    document.addEventListener("toggle", (event) => {
        const {part} = event.target.dataset || {};
        if (here() && part && event.target.isConnected) unfolded[event.target.open ? "add" : "delete"](part);
    }, true);

    atlas.cards.shortlist = function (box, {i, name, level, district}) {
        const known = answer?.level === level && answer.memberships;
        const place = known ? answer.memberships[i] : "-";
        const share = known && answer.shares ? answer.shares.split(",")[i] : "";
        const {share: said, percent} = atlas.page.shortlistWords;
        const whole = share > 0 && share < 10 ? "< 1" : String(Math.min(Math.round(share / 10), share < 1000 ? 99 : 100));
        box.replaceChildren(
            element("strong", name),
            element("small", level === "neighbourhood" ? atlas.page.districts[district] || "" : ""),
            element("em", place === "-" ? atlas.page.words.x : answer.standing[place]),
            ...(share ? [element("small", said.replace("{share}", percent.replace("{}", whole)))] : []),
        );
    };

    /* ---- rules ---- */

    const value = (form, rule) => form.querySelector(`[data-rule="${rule}"]`)?.value.trim() ?? "";

    /* A number as people write it; nothing where it is none. */
    function numeral(said) {
        const plain = said.replace("−", "-").replace(",", ".");
        return plain && Number.isFinite(Number(plain)) ? String(Number(plain)) : "";
    }

    /* The rule that a form describes, as a word; empty where a number is missing. */
    const WORD = {
        olcut: function (form) {
            const kind = value(form, "kind"), wanted = numeral(value(form, "value"));
            if (!wanted) return "";
            if (kind === "puan") return `puan:${wanted}`;
            const indicator = value(form, "indicator");
            if (kind === "onda-bir") return `onda-bir:${indicator}:az:${wanted}`;
            const limit = numeral(value(form, "limit"));
            return limit && `${kind}:${indicator}:${value(form, "operator")}:${limit}:az:${wanted}`;
        },
        veto: function (form) {
            const limit = numeral(value(form, "value"));
            return limit && `${value(form, "theme")}:${value(form, "side")}:${limit}`;
        },
    };

    /* Only the fields that the chosen kind asks for. */
    function fit(form) {
        const kind = value(form, "kind");
        for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
    }

    function add(button) {
        const form = button.closest("[data-rule-form]"), field = button.dataset.add;
        const word = WORD[field](form);
        form.querySelector(".fault").hidden = Boolean(word);
        if (word) atlas.choose(field, [...words(field).filter((one) => one !== word), word].join(","));
        else form.querySelector('[data-rule="value"]').focus();
    }

    document.addEventListener("click", (event) => {
        if (!here()) return;
        const target = event.target.closest("[data-add],[data-drop],[data-try]");
        if (!target) return;
        const {add: field, drop, place, try: shares} = target.dataset;
        if (field) add(target);
        if (drop) atlas.choose(drop, words(drop).filter((_, k) => k !== Number(place)).join(","));
        if (shares) atlas.chooseAll({w: shares});
    });

    document.addEventListener("change", (event) => {
        if (!here()) return;
        const part = event.target, form = part.closest?.("[data-rule-form]");
        if (form) fit(form);
        if (part.dataset.balance) {
            const asked = [...document.querySelectorAll("[data-balance]:checked")].map((one) => one.dataset.balance);
            atlas.choose("denge", asked.join(","));
        }
    });
    document.addEventListener("keydown", (event) => {
        const form = event.key === "Enter" && event.target.closest?.("[data-rule-form]");
        if (form && event.target.tagName === "INPUT") add(form.querySelector("[data-add]"));
    });
})();
