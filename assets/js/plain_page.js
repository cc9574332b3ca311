/* Pages that are plain HTML: colour scheme, menu, copying the link, and forms. They can be read and
   written without this script; it runs before the first paint, so that the scheme does not flash. */
(function () {
    "use strict";

    const KEY = "mantine-color-scheme-value"; // where the app's other pages keep the choice
    const root = document.documentElement;
    let typed = false;

    function kept() {
        try {
            return localStorage.getItem(KEY);
        } catch {
            return null;
        }
    }

    const wanted = kept();
    const dark = wanted === "dark" || (wanted !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.mantineColorScheme = dark ? "dark" : "light";

    function switchScheme() {
        const next = root.dataset.mantineColorScheme === "dark" ? "light" : "dark";
        root.dataset.mantineColorScheme = next;
        try {
            localStorage.setItem(KEY, next);
        } catch {
            /* private windows: the scheme lasts as long as the page */
        }
    }

    function switchPart(part) {
        const open = document.body.dataset.open === part ? "" : part;
        document.body.dataset.open = open;
        for (const button of document.querySelectorAll(`[data-toggle="${part}"]`)) {
            button.setAttribute("aria-expanded", String(open === part));
        }
    }

    async function share(button) {
        const before = button.textContent;
        try {
            await navigator.clipboard.writeText(location.href);
            button.textContent = button.dataset.done;
        } catch {
            window.prompt(before, location.href);
        }
        setTimeout(() => (button.textContent = before), 2000);
    }

    document.addEventListener("click", (event) => {
        const target = event.target.closest("[data-toggle],[data-action]");
        if (!target) return;
        const {toggle, action} = target.dataset;
        if (toggle) switchPart(toggle);
        if (action === "scheme") switchScheme();
        if (action === "share") share(target);
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && document.body.dataset.open) switchPart(document.body.dataset.open);
    });

    /* Who leaves a form in which something was typed is asked first. */
    document.addEventListener("input", (event) => {
        if (event.target.closest("[data-typed]")) typed = true;
    });
    document.addEventListener("submit", () => (typed = false));
    window.addEventListener("beforeunload", (event) => {
        if (typed) event.preventDefault();
    });

    /* A reason is asked for where the choice differs from the computed list. */
    document.addEventListener("change", (event) => {
        const place = event.target.closest(".place");
        if (place && event.target.matches("select")) {
            place.classList.toggle("is-differing", event.target.selectedIndex > 0);
        }
    });

    document.addEventListener("DOMContentLoaded", () => {
        root.dataset.scripted = "true";
        document.querySelector("[data-focus]")?.focus();
    });
})();
