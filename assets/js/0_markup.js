/* layouts/markup.py in the browser: escaped HTML text as one component. `display: contents` leaves the
 * layout to the element around it. */
(function () {
    "use strict";

    window.atlas_components = {
        Markup: function ({id, html, value}) {
            const {createElement, useEffect, useRef} = window.React;
            const holder = useRef(null);
            // Drawing anew must not take the keyboard's place: the same button gets the focus again.
            const focused = useRef("");
            const active = holder.current?.contains(document.activeElement) && document.activeElement.dataset;
            focused.current = active ? active.select || active.set || "" : "";
            useEffect(() => {
                const key = focused.current && CSS.escape(focused.current);
                if (key) holder.current.querySelector(`[data-select="${key}"], [data-set="${key}"]`)?.focus({preventScroll: true});
            }, [html]);
            useEffect(() => {
                if (value === undefined) return;
                for (const input of holder.current.querySelectorAll("input[type=radio]")) {
                    input.checked = input.value === value;
                }
            }, [value, html]);
            return createElement("div", {
                id: typeof id === "string" ? id : undefined,
                ref: holder,
                style: {display: "contents"},
                dangerouslySetInnerHTML: {__html: html},
            });
        },
    };
})();
