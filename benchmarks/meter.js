/* Times a change of the map, from just before an action to two frames after its last draw.
 *
 * A draw is: a change of fill, d, style, fill-opacity or data-class on an SVG path of the map, the
 * insertion of a path or of a reference to one (<use>), a `fill` on a canvas context, or a WebGL
 * draw call. Every draw arms the two frames anew. A frame that is under way when something is drawn
 * does not count. All times are milliseconds; `first` and `last` count from the start.
 */
(function () {
    "use strict";

    const FRAMES = 2;
    const DRAWN = ["fill", "d", "style", "fill-opacity", "data-class"];
    let run = null; // what is being timed
    let ticking = false;

    function frameTime() {
        return document.timeline.currentTime;
    }

    function drawn() {
        if (!run || run.start === null) return;
        run.draws += 1;
        run.since = frameTime();
        run.frames = 0;
        run.idleFrom = null;
        if (ticking) return;
        ticking = true;
        requestAnimationFrame(tick);
    }

    function tick(now) {
        if (!run) {
            ticking = false;
            return;
        }
        if (now > run.since) run.frames += 1;
        if (run.frames < FRAMES) {
            requestAnimationFrame(tick);
            return;
        }
        ticking = false;
        run.last = performance.now() - run.start;
        if (run.first === null) run.first = run.last;
        run.idleFrom = performance.now();
    }

    /* ---- what counts as a draw ---- */

    function isDraw(record) {
        if (record.type === "attributes") return record.target.localName === "path";
        return [...record.addedNodes].some(
            (node) => node.nodeType === 1 && (node.matches("path, use") || node.querySelector("path, use")),
        );
    }

    function watchPaths(root) {
        new MutationObserver((records) => {
            if (run && records.some(isDraw)) drawn();
        }).observe(root, {attributes: true, attributeFilter: DRAWN, childList: true, subtree: true});
    }

    function wrap(kind, names) {
        const prototype = window[kind]?.prototype;
        for (const name of prototype ? names : []) {
            const original = prototype[name];
            prototype[name] = function (...rest) {
                drawn();
                return original.apply(this, rest);
            };
        }
    }
    wrap("CanvasRenderingContext2D", ["fill"]);
    for (const kind of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
        wrap(kind, ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]);
    }

    /* ---- a run ---- */

    const pause = (ms) => new Promise((done) => setTimeout(done, ms));

    function begin() {
        run = {start: null, first: null, last: null, draws: 0, since: 0, frames: 0, idleFrom: null, ready: null};
    }

    /* Ends when nothing was drawn for `quiet` ms and `ready` has come true, else after `limit` ms. */
    async function settled({quiet = 300, limit = 8000, wanted = null} = {}) {
        const from = performance.now();
        while (performance.now() - from < limit) {
            await pause(25);
            const still = run.idleFrom !== null && performance.now() - run.idleFrom > quiet;
            if (still && (!wanted || run.ready !== null)) break;
        }
        const {first, last, draws, ready} = run;
        run = null;
        return {first, last, draws, ready};
    }

    /* The moment at which `wanted()` is true for the first time, looked at on each change. */
    function watchFor(wanted) {
        const observer = new MutationObserver(() => {
            if (!run || run.start === null || !wanted()) return;
            run.ready = performance.now() - run.start;
            observer.disconnect();
        });
        observer.observe(document.body, {childList: true, characterData: true, attributes: true, subtree: true});
    }

    window.meter = {
        watchPaths,

        /* Times what `action` leads to. */
        take: function (action, options = {}) {
            begin();
            if (options.wanted) watchFor(options.wanted);
            run.start = performance.now();
            action();
            return settled(options);
        },

        /* Times what the next movement of the pointer leads to, from the moment of the movement. */
        arm: function () {
            begin();
            const moved = (event) => {
                if (run && run.start === null) run.start = event.timeStamp;
            };
            // The browser says pointerover first, and the highlight follows from that.
            for (const kind of ["pointerover", "pointermove"]) addEventListener(kind, moved, {capture: true, once: true});
        },
        settled,

        /* From just before `action` to the end of the second frame after it, draws or not. */
        frames: function (action) {
            return new Promise((done) => {
                const start = performance.now();
                action();
                requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
            });
        },
    };
})();
