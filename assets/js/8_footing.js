/* Mails about a number, and sections of a page that is drawn after the address was read. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const LONGEST_LINK = 1500; // some mail programs cut longer addresses

    /* What the mail begins with: the card of the selected area, else the page and what it shows. */
    function said(link) {
        const card = document.querySelector(".area-card [data-report]");
        return link.dataset.report || card?.dataset.report || shown();
    }

    function shown() {
        const page = document.querySelector(".pages [aria-current]");
        const heading = document.querySelector("main .titles") || document.querySelector("main h1");
        const compared = document.querySelectorAll(".chip-name");
        return [page, heading, ...compared].map((one) => one?.innerText.trim().replace(/\n+/g, "\n"))
            .filter(Boolean).join("\n");
    }

    function mail(link) {
        const {mail: to, subject, address, release, ask} = atlas.page.report || {};
        if (!to) return;
        const body = [
            said(link),
            `${address}: ${atlas.permalink().slice(0, LONGEST_LINK)}`,
            `${release}: ${atlas.page.release}`,
            "",
            ask,
            "",
        ].join("\r\n");
        link.href = `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
    }

    for (const kind of ["pointerdown", "focusin", "click"]) {
        document.addEventListener(kind, (event) => {
            const link = event.target.closest?.("[data-report]");
            if (link) mail(link);
        }, true);
    }

    /* The sections come after the page has been opened. */
    function goToSection() {
        const section = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
        if (!section) return false;
        section.scrollIntoView();
        section.focus({preventScroll: true});
        return true;
    }
    if (location.hash) {
        const watcher = new MutationObserver(() => goToSection() && watcher.disconnect());
        watcher.observe(document.body, {childList: true, subtree: true});
        setTimeout(() => watcher.disconnect(), 30_000);
    }
})();
