/* Times a change of the map, from just before an action to two frames after its last draw.
 *
 * A draw is: a change of fill, d, style, fill-opacity, data-class or data-out on an SVG path of the
 * map, the insertion of a path or of a reference to one (<use>), a `fill` on a canvas context, or a
 * WebGL draw call; where everything is watched, any change in the page's body besides. Every draw
 * arms the two frames anew. A frame that is under way when something is drawn does not count. All
 * times are milliseconds; `first` and `last` count from the start; `map` holds both for the map alone.
 */
(function () {
    "use strict";

    const FRAMES = 2;
    const DRAWN = ["fill", "d", "style", "fill-opacity", "data-class", "data-out"];
    let run = null; // what is being timed

    function frameTime() {
        return document.timeline.currentTime;
    }

    /* Counts the frames after the last draw. */
    function clock(owner) {
        const one = {first: null, last: null, draws: 0, idleFrom: null};
        let [since, frames, ticking] = [0, 0, false];
        function tick(now) {
            if (run !== owner) return;
            if (now > since) frames += 1;
            if (frames < FRAMES) {
                requestAnimationFrame(tick);
                return;
            }
            ticking = false;
            one.last = performance.now() - owner.start;
            if (one.first === null) one.first = one.last;
            one.idleFrom = performance.now();
        }
        one.drawn = function () {
            one.draws += 1;
            one.idleFrom = null;
            since = frameTime();
            frames = 0;
            if (ticking) return;
            ticking = true;
            requestAnimationFrame(tick);
        };
        return one;
    }

    function drawn(onMap = true) {
        if (!run || run.start === null) return;
        run.all.drawn();
        if (onMap) run.map.drawn();
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

    /* Every change in the body from now on, but for the foot that only paper shows. */
    function watchEverything() {
        const seen = ({target}) => !(target.closest ? target : target.parentElement)?.closest(".print-foot");
        new MutationObserver((records) => records.some(seen) && drawn(false)).observe(document.body, {
            attributes: true, characterData: true, childList: true, subtree: true,
        });
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

    const said = ({first, last, draws}) => ({first, last, draws});
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));

    function begin() {
        run = {start: null, ready: null};
        Object.assign(run, {all: clock(run), map: clock(run)});
    }

    /* Ends when nothing was drawn for `quiet` ms and `ready` has come true, else after `limit` ms. */
    async function settled({quiet = 300, limit = 8000, wanted = null} = {}) {
        const from = performance.now();
        while (performance.now() - from < limit) {
            await pause(25);
            const {idleFrom} = run.all;
            const still = idleFrom !== null && performance.now() - idleFrom > quiet;
            if (still && (!wanted || run.ready !== null)) break;
        }
        const {all, map, ready} = run;
        run = null;
        return {...said(all), map: said(map), ready};
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
        watchEverything,

        /* Times the page itself, from the start of its navigation; ended by `settled`. */
        arrive: function () {
            begin();
            run.start = 0;
            watchPaths(document);
        },

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
