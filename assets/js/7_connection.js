/* The way to the server: requests that get lost are asked again, and the reader is told.
 *
 * Every answer the atlas asks for follows from the view alone, so asking twice does no harm. A request
 * that fails waits and is asked again until the server answers; only then does Dash or the map hear of
 * it. So a view that was chosen without a connection is shown when the connection is back, and nobody
 * needs to remember what was missed.
 *
 * waiting   an answer takes longer than 300 ms: what it will replace is dimmed, screen readers hear it
 * slow      it takes longer than 4 s: said in the line at the foot
 * offline   it failed twice
 * renewed   the server has another release than this page: nothing of it is mixed in. A page on which
 *           nothing happens asks once a minute, and when it comes to the front
 * fault     the server answered that it can't
 */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const ours = /^\/(_dash-update-component|_dash-layout|_dash-dependencies|geo\/|values\/|classes\/)/;
    const WAITING = 300, SLOW = 4000, LONGEST = 30_000, LONGEST_PAUSE = 10_000, WATCH = 60_000;
    const plain = window.fetch.bind(window);
    const newest = new Map(); // output of a callback → number of its newest request
    const open = new Set();   // requests under way
    const sleeping = new Set();
    let number = 0;
    const faulty = new Set(); // what the server could not answer, until it can
    let renewed = false;

    window.fetch = function (resource, options) {
        const address = new URL(resource.url || resource, location.href);
        const known = address.origin === location.origin && ours.test(address.pathname);
        return known ? ask(address, resource, options) : plain(resource, options);
    };

    async function ask(address, resource, options) {
        const request = {number: ++number, parts: [], output: "", what: address.pathname, failed: 0};
        if (address.pathname === "/_dash-update-component") describe(request, options);
        open.add(request);
        const timers = [setTimeout(() => dim(request), WAITING), setTimeout(() => ((request.slow = true), show()), SLOW)];
        try {
            return await untilAnswered(request, resource, options);
        } finally {
            timers.forEach(clearTimeout);
            open.delete(request);
            undim(request);
            show();
        }
    }

    /* Which parts of the page the answer is for. */
    function describe(request, options) {
        const {output, outputs} = JSON.parse(options.body);
        request.output = request.what = output;
        request.parts = [outputs].flat(2).map((one) => one && one.id).filter((id) => typeof id === "string");
        newest.set(output, request.number);
    }

    const overtaken = (request) => request.output && newest.get(request.output) !== request.number;

    async function untilAnswered(request, resource, options) {
        for (;;) {
            const answer = await once(resource, options);
            if (answer && answer.status < 502) return judged(request, answer);
            request.failed++;
            show();
            await pause(Math.min(250 * 2 ** (request.failed - 1), LONGEST_PAUSE));
            // A newer wish for the same part is under way: this one changes nothing.
            if (overtaken(request)) return new Response(null, {status: 204});
        }
    }

    /* One try; nothing where the server could not be reached in time. */
    async function once(resource, options) {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(), LONGEST);
        try {
            const answer = await plain(resource, {...options, signal: stop.signal});
            // an answer that breaks off on the way counts as none
            const body = answer.status === 204 || answer.status === 304 ? null : await answer.blob();
            return new Response(body, {status: answer.status, statusText: answer.statusText, headers: answer.headers});
        } catch {
            return null;
        } finally {
            clearTimeout(timer);
        }
    }

    function judged(request, answer) {
        const release = answer.headers.get("Atlas-Release");
        const here = atlas.page && atlas.page.release;
        const other = release && here && release !== here && !request.parts.includes("_pages_content");
        request.held = other || answer.status >= 400;
        if (other || (answer.status === 404 && !request.output)) renewed = true;
        else if (request.held) faulty.add(request.what);
        else faulty.delete(request.what);
        // Dash takes 204 for "nothing changes": neither an error nor half of another release.
        return request.output && request.held ? new Response(null, {status: 204}) : answer;
    }

    /* ---- waiting ---- */

    function pause(ms) {
        return new Promise((done) => {
            const wake = () => {
                clearTimeout(timer);
                sleeping.delete(wake);
                done();
            };
            const timer = setTimeout(wake, ms);
            sleeping.add(wake);
        });
    }
    async function watch() {
        const answer = document.hidden || renewed ? null : await plain("/release", {cache: "no-store"}).catch(() => null);
        const release = answer?.ok && (await answer.text());
        renewed ||= Boolean(release && atlas.page?.release && release !== atlas.page.release);
        show();
    }
    setInterval(watch, WATCH);

    const wakeAll = () => [...sleeping].forEach((wake) => wake());
    window.addEventListener("online", wakeAll);
    document.addEventListener("visibilitychange", () => {
        if (document.hidden) return;
        wakeAll();
        watch();
    });

    /* ---- what the reader sees ---- */

    function dim(request) {
        request.waiting = true;
        for (const id of request.parts) document.getElementById(id)?.setAttribute("data-overdue", "");
        show();
    }

    function undim(request) {
        const others = new Set([...open].filter((one) => one.waiting).flatMap((one) => one.parts));
        for (const id of request.parts) {
            if (request.held) document.getElementById(id)?.setAttribute("data-overdue", "");
            else if (!overtaken(request) && !others.has(id)) document.getElementById(id)?.removeAttribute("data-overdue");
        }
    }

    let shown = "";
    let wasOffline = false;
    let fading;
    function show() {
        const line = document.getElementById("connection");
        if (!line) return;
        const all = [...open];
        let next = (renewed && "renewed") || (faulty.size && "fault") || (all.some((one) => one.failed > 1) && "offline") || (all.some((one) => one.slow) && "slow")
            || (all.some((one) => one.waiting) && "waiting") || "";
        if (next === "offline") wasOffline = true;
        if (next === "" && wasOffline) next = "back";
        if (next === shown) return;
        shown = next;
        clearTimeout(fading);
        if (next === "back") fading = setTimeout(() => ((wasOffline = false), show()), 3000);
        line.dataset.state = next;
        line.replaceChildren(...(next ? [line.dataset[next]] : []));
        if (next === "renewed" || next === "fault") line.append(" ", reload(line));
    }

    function reload(line) {
        const button = document.createElement("button");
        button.className = "outline-button";
        button.textContent = line.dataset.reload;
        button.onclick = () => location.reload();
        return button;
    }

    /* Without a server a link would end on the browser's error page and take the view along. */
    document.addEventListener("click", (event) => {
        const link = event.target.closest?.("a[href]");
        if (shown !== "offline" || !link || link.origin !== location.origin || link.pathname === location.pathname && link.hash) return;
        event.preventDefault();
        wakeAll();
    }, true);
})();
