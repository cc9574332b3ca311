/* The maps of a page (one, or two side by side): geometry is loaded once, painted by an attribute, outlined by reference.
 *
 * Every area's path carries data-area and data-class; the colours are CSS on data-class, so a change
 * of the colour scheme paints nothing. A class that arrives before the geometry waits in `shown`;
 * geometry that arrives late reads it. Nothing is ever painted with a class of another series.
 */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    const LEVELS = ["neighbourhood", "district", "province"];
    const CLASS_OF = {n: "none", f: "few", s: "suppressed", x: "unvalued"};
    const UNRELIABLE = "ABCDEFG"; // classes 0 to 6 of values that rest on few people
    const NEAR_ZOOM = 12;

    /* What all maps of the page share. `maps`: per map its frame, Leaflet map, and per level the path
       and the layer of each area (by the area's place in the release), and the tolerance of the
       geometry of each province. */
    const state = (atlas.mapState = {maps: [], shown: null, values: null, selected: "", request: 0});
    const topologies = new Map(); // address → promise
    const answers = new Map();

    /* Per page whose classes the server sends: what the card under the pointer says. */
    atlas.cards = {};

    window.atlasMap = {
        style: () => ({className: "area", fillOpacity: 1, weight: 1}),
        onEachFeature: function (feature, layer, context) {
            const one = state.maps.find(({frame}) => frame.contains(context.map.getContainer()));
            if (!one) return;
            if (one.map !== context.map) start(one, context.map);
            const {i, level, id, kind} = feature.properties;
            layer.on("add", () => {
                const path = layer._path;
                path.id = `area${one.name}-${id}`;
                path.dataset.area = id;
                path.dataset.level = level;
                path.dataset.kind = kind;
                (one.paths[level] = one.paths[level] || [])[i] = path;
                (one.layers[level] = one.layers[level] || [])[i] = layer;
                paintOne(path, level, i);
                if (level === "province") drawOutlines(one);
            });
        },
    };

    /* The frames of this page; other frames than before are another page, which begins anew. */
    function prepare() {
        const frames = [...document.querySelectorAll(".map-frame")];
        if (frames.length === state.maps.length && frames.every((frame, k) => state.maps[k].frame === frame)) return;
        state.maps = frames.map((frame) => ({frame, name: frame.dataset.map || "", map: null, paths: {}, layers: {}, loaded: new Map()}));
        Object.assign(state, {shown: null, values: null, selected: "", hovered: "", il: undefined, rule: ""});
    }

    function start(one, map) {
        Object.assign(one, {map, fitted: false, paths: {}, layers: {}});
        const zoomed = () => {
            const zoom = map.getZoom();
            one.frame.dataset.zoom = zoom < 9 ? "low" : zoom < 11.5 ? "mid" : "high";
            atlas.placeLabels?.(one);
            if (zoom >= NEAR_ZOOM) loadGeometry(one, 20);
        };
        map.on("zoomend viewreset resize", zoomed);
        for (const [name, word] of [["in", "zoom-in"], ["out", "zoom-out"]]) {
            const button = one.frame.querySelector(`.leaflet-control-zoom-${name}`);
            if (!button) continue;
            button.title = atlas.page.words[word];
            button.tabIndex = -1; // the map is one tab stop; + and − zoom
            button.setAttribute("aria-label", button.title);
        }
        fit(one, false);
        zoomed();
        listen(one);
        atlas.mapStarted?.(one);
    }

    const everyMap = (work) => state.maps.forEach(work);

    /* The class of an area, and the mark of a value that rests on few people. */
    function paintOne(path, level, i) {
        const shown = state.shown;
        const letter = shown && shown.level === level ? shown.letters[i] || "n" : "";
        const unreliable = letter ? UNRELIABLE.indexOf(letter) : -1;
        path.dataset.class = unreliable < 0 ? CLASS_OF[letter] || letter || "wait" : unreliable;
        path.toggleAttribute("data-unreliable", unreliable >= 0);
    }

    /* ---- painting ---- */

    function paint(next) {
        const before = state.shown;
        state.shown = next;
        const same = before && before.level === next.level ? before.letters : null;
        everyMap(({frame, paths}) => {
            (paths[next.level] || []).forEach((path, i) => {
                if (!same || same[i] !== next.letters[i]) paintOne(path, next.level, i);
            });
            Object.assign(frame.dataset, {level: next.level, palette: next.palette, series: next.key});
        });
        if (next.title !== undefined) {
            own.set_props("map-title-text", {children: next.title});
            own.set_props("map-subtitle-text", {children: next.subtitle});
        }
    }

    const waiting = (is) => everyMap(({frame}) => is ? (frame.dataset.waiting = "true") : delete frame.dataset.waiting);

    async function fetchJson(address) {
        // 7_connection.js tries again until the server answers, and tells the reader
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        return answer.json();
    }

    function seriesAnswer(key, rule) {
        const address = `${atlas.page.values}/${key}/${rule || "own"}.json`;
        if (!answers.has(address)) {
            answers.set(address, fetchJson(address).catch((error) => {
                answers.delete(address);
                throw error;
            }));
        }
        return answers.get(address);
    }

    /* Show a series: at once where its classes are here, else when they arrive; an old answer never
       paints over a newer wish. */
    async function show(key, rule) {
        const request = ++state.request;
        const ready = !rule && state.preloaded && state.preloaded[key];
        state.values = null;
        if (ready && state.shown?.key === key && !state.rule) waiting(false);
        else if (ready) paint({key, level: key.split("/")[3], ...ready});
        else waiting(true);
        try {
            const answer = await seriesAnswer(key, rule);
            if (request !== state.request) return;
            if (!ready) paint(answer);
            state.values = answer;
            span(range());
            waiting(false);
            mark("selected", state.selected);
            everyMap((one) => atlas.placeLabels?.(one));
        } catch {
            /* 7_connection.js has told the reader why; the old picture stays, dimmed */
        }
    }

    /* The map of the wished words at once, where its classes are here. Whether it painted. */
    atlas.paintAhead = function (words) {
        if (atlas.page.card || words.kirilim || !state.preloaded || !state.shown) return false;
        const key = atlas.seriesKey(atlas.resolve(words));
        if (state.shown.key === key || !state.preloaded[key]) return false;
        state.request++;
        state.values = null;
        state.rule = "";
        paint({key, level: key.split("/")[3], ...state.preloaded[key]});
        return true;
    };

    /* ---- geometry ---- */

    const topology = (address) => {
        if (!topologies.has(address)) {
            topologies.set(address, fetchJson(address).catch((error) => {
                topologies.delete(address);
                throw error;
            }));
        }
        return topologies.get(address);
    };

    async function loadGeometry(one, tolerance) {
        const page = atlas.page;
        await Promise.all(provincesOf(one).map(async (province) => {
            const now = one.loaded.get(province);
            if (now && now <= tolerance) return;
            one.loaded.set(province, tolerance);
            const address = page.geometry[province][tolerance];
            try {
                await place(one, province, await topology(address), tolerance);
            } catch {
                if (one.loaded.get(province) === tolerance) one.loaded.delete(province);
            }
        }));
    }

    const pause = (ms) => new Promise((done) => setTimeout(done, ms));

    /* dash-leaflet drops a change of `data` that comes while it is still busy with the one before
       (or not mounted yet), so each layer is looked at and given its data again until it is drawn.
       Coarse geometry that comes after the fine one was asked for is too late. */
    async function place(one, province, topology, tolerance) {
        await Promise.all(LEVELS.map(async (level) => {
            const offset = atlas.page.offsets[province][level];
            const features = atlas.features(topology, level);
            features.forEach((feature, i) => {
                feature.properties = {...feature.properties, i: offset + i, level, province, tolerance};
            });
            for (let wait = 60; wait < 8000; wait *= 1.6) {
                if (one.loaded.get(province) < tolerance) return;
                own.set_props(`geometry${one.name}-${province}-${level}`, {data: {type: "FeatureCollection", features: [...features]}});
                await pause(wait);
                const drawn = one.layers[level]?.[offset];
                if (drawn && drawn.feature.properties.tolerance === tolerance) return;
            }
        }));
        showProvinces(one);
        span(range());
        drawOutlines(one);
        mark("selected", state.selected);
        if (state.selected && !one.revealed && !atlas.twins) reveal(one, state.selected);
        else if (!one.fitted) fit(one, false);
        one.fitted = true;
        own.set_props("map-drawn", {data: true});
    }

    function inView() {
        const il = atlas.words.il || "hepsi";
        return il === "hepsi" ? atlas.page.provinces : [il];
    }
    const provincesOf = (one) => atlas.twins?.provincesOf(one) || inView();

    /* The area around what the map is about: provinces by their outlines where they are drawn, until
       then by the labels of their districts. */
    function fit(one, animate) {
        if (!one.map || atlas.twins?.fit(one)) return;
        const corner = provincesOf(one).map((province) => {
            const drawn = one.layers.province?.[atlas.page.offsets[province].province]?.getBounds();
            return drawn ? [[drawn.getSouth(), drawn.getWest()], [drawn.getNorth(), drawn.getEast()]] : atlas.page.bounds[province];
        });
        const bounds = [
            [Math.min(...corner.map((b) => b[0][0])), Math.min(...corner.map((b) => b[0][1]))],
            [Math.max(...corner.map((b) => b[1][0])), Math.max(...corner.map((b) => b[1][1]))],
        ];
        one.map.fitBounds(bounds, {animate, padding: [8, 8]});
    }

    /* ---- outlines: <use> of the area's own path, so they follow it at every zoom ---- */

    function drawOutlines(one) {
        const root = one.frame.querySelector(".leaflet-province-pane svg g");
        if (!root) return;
        let group = root.querySelector(".outlines");
        if (!group) {
            group = document.createElementNS("http://www.w3.org/2000/svg", "g");
            group.setAttribute("class", "outlines");
            root.appendChild(group);
        }
        if (group !== root.lastChild) root.appendChild(group);
        const parts = [];
        const parent = state.selected && featureOf(state.selected)?.level === "neighbourhood" && featureOf(state.selected).district;
        if (parent) parts.push(["second", parent]);
        for (const [kind, area] of atlas.twins?.outlines() || []) parts.push([kind, area]);
        if (state.selected) parts.push(["halo", state.selected], ["selected", state.selected]);
        if (state.hovered && state.hovered !== state.selected) parts.push(["hovered", state.hovered]);
        group.replaceChildren(
            ...parts.map(([kind, area]) => {
                const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
                use.setAttribute("href", `#area${one.name}-${area}`);
                use.setAttribute("class", `outline outline-${kind}`);
                return use;
            }),
        );
    }

    /* What is known of an area, out of the first map that has it. */
    function featureOf(area) {
        for (const one of state.maps) {
            const path = document.getElementById(`area${one.name}-${area}`);
            const i = path ? one.paths[path.dataset.level].indexOf(path) : -1;
            if (i >= 0) return {...one.layers[path.dataset.level][i].feature.properties, layer: one.layers[path.dataset.level][i]};
        }
        return null;
    }
    atlas.featureOf = featureOf;
    atlas.provinceOf = (area) => featureOf(area)?.province;

    /* ---- hover, selection, markers on the ruler ---- */

    function listen({frame}) {
        if (frame.dataset.listening) return;
        frame.dataset.listening = "true";
        let down = null;
        frame.addEventListener("pointerdown", (event) => (down = [event.clientX, event.clientY]));
        frame.addEventListener("click", (event) => {
            const path = event.target.closest("path[data-area]");
            if (!path || !down || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 5) return;
            atlas.select(path.dataset.area);
        });
        frame.addEventListener("pointerover", (event) => {
            const path = event.target.closest?.("path[data-area]");
            if (path && event.pointerType !== "touch") hover(path.dataset.area, event);
        });
        frame.addEventListener("pointermove", (event) => placeCard(event));
        frame.addEventListener("pointerleave", () => hover(""));
    }

    document.addEventListener("pointerover", (event) => {
        const row = event.target.closest?.("tr[data-area], i[data-area], [data-hover]");
        const area = row ? row.dataset.area || row.dataset.hover : "";
        if (row) hover(area);
        else if (state.hovered && !event.target.closest?.(".map-frame")) hover("");
    });
    document.addEventListener("focusin", (event) => {
        const row = event.target.closest?.("tr[data-area]");
        if (row) hover(row.dataset.area);
    });

    function hover(area, event) {
        if (state.hovered === area) return;
        state.hovered = area;
        everyMap(drawOutlines);
        mark("hovered", area);
        for (const row of document.querySelectorAll("tr.is-hovered")) row.classList.remove("is-hovered");
        if (area) document.querySelector(`tr[data-area="${CSS.escape(area)}"]`)?.classList.add("is-hovered");
        card(area, event);
    }
    atlas.hover = hover;
    atlas.paint = paint;

    function valueOf(area) {
        const feature = area && featureOf(area);
        if (!feature || !state.values || state.values.level !== feature.level) return null;
        const scaled = state.values.values[feature.i];
        const letter = state.values.letters[feature.i];
        return {feature, letter, value: scaled == null ? null : scaled / 10 ** state.values.digits};
    }

    function written(value) {
        const {digits, pattern, sign} = state.values;
        const shown = new Intl.NumberFormat(atlas.page.language, {minimumFractionDigits: digits, maximumFractionDigits: digits})
            .format(Math.abs(value));
        const nothing = !/[1-9]/.test(shown);
        const minus = value < 0 && !nothing ? "−" : sign && !nothing ? "+" : "";
        return pattern.replace("{}", minus + shown);
    }

    function card(area, event) {
        const box = document.getElementById("hover-card");
        if (!box) return;
        const feature = atlas.page.card && event && featureOf(area);
        if (feature) {
            atlas.cards[atlas.page.card](box, feature);
            box.hidden = false;
            return placeCard(event);
        }
        const found = event && valueOf(area);
        if (!found) {
            box.hidden = true;
            return;
        }
        const words = atlas.page.words;
        const name = document.createElement("strong");
        name.textContent = found.feature.name;
        const value = document.createElement("span");
        value.textContent = found.value == null ? words[found.letter] || words.n : yesNo(found.value) || written(found.value);
        const place = document.createElement("small");
        place.textContent = atlas.page.districts[found.feature.district] || "";
        const outcome = atlas.page.outcomes[state.values.outcomes[found.feature.i]];
        const said = [outcome, UNRELIABLE.includes(found.letter) && words.unreliable].filter(Boolean).map((one) => {
            const line = document.createElement("small");
            line.textContent = one;
            return line;
        });
        box.replaceChildren(name, ...(found.feature.level === "neighbourhood" ? [place] : []), value, ...said);
        box.hidden = false;
        placeCard(event);
    }

    function yesNo(value) {
        if (state.values.unit !== "yes_no") return "";
        return value >= 1 ? atlas.page.words.yes : value <= 0 ? atlas.page.words.no : "";
    }

    function placeCard(event) {
        const box = document.getElementById("hover-card");
        if (!box || box.hidden) return;
        const frame = box.offsetParent.getBoundingClientRect();
        const x = Math.min(event.clientX - frame.left + 14, frame.width - box.offsetWidth - 8);
        const y = event.clientY - frame.top + 16;
        const up = y + box.offsetHeight > frame.height - 4;
        box.style.transform = `translate(${Math.max(x, 4)}px, ${up ? y - box.offsetHeight - 28 : y}px)`;
    }

    /* A marker on the legend's ruler: linear between the edges that the server placed. */
    function mark(kind, area) {
        const ruler = document.querySelector(".legend-ruler");
        const marker = ruler?.querySelector(`[data-marker="${kind}"]`);
        if (!marker) return;
        const found = valueOf(area);
        if (!found || found.value == null || ruler.dataset.series !== state.values.key) {
            marker.style.display = "none";
            return;
        }
        const edges = ruler.dataset.edges.split(",").map(Number);
        const places = ruler.dataset.positions.split(",").map(Number);
        const value = Math.min(Math.max(found.value, edges[0]), edges[edges.length - 1]);
        let k = 0;
        while (k < edges.length - 2 && value > edges[k + 1]) k++;
        const share = places[k] + ((value - edges[k]) / (edges[k + 1] - edges[k])) * (places[k + 1] - places[k]);
        marker.style.display = "block";
        marker.style.left = `${share * 100}%`;
        marker.dataset.label = `${found.feature.name} ${written(found.value)}`;
        marker.dataset.side = share > 0.7 ? "left" : "right";
    }

    /* ---- the wires ---- */

    own.area_map = {
        /* View → the painted map. */
        show: function (words, page, first) {
            atlas.page = page;
            atlas.words = words;
            prepare();
            if (!state.maps.length) return own.no_update;
            if (!state.shown) {
                state.shown = {...first, title: undefined};
                everyMap(({frame}) => (frame.dataset.series = first.key));
            }
            const judged = Boolean(page.card); // the server sends the classes
            const series = atlas.resolve(words);
            const key = atlas.seriesKey(series);
            const rule = words.kirilim || "";
            if (state.il !== undefined && state.il !== words.il) {
                everyMap((one) => (one.frame.dataset.province = words.il));
                setTimeout(() => everyMap((one) => fit(one, true)), 0);
            }
            state.il = words.il;
            everyMap(showProvinces);
            Promise.all(state.maps.map((one) => loadGeometry(one, 50))).then(() => judged || preload());
            if (!judged && (state.shown.key !== key || (state.rule || "") !== rule || !state.values)) show(key, rule);
            state.rule = rule;
            const area = words.mahalle || words.ilce || "";
            if (area !== state.selected) {
                state.selected = area;
                everyMap((one) => {
                    one.revealed = false;
                    drawOutlines(one);
                    if (!atlas.twins) reveal(one, area);
                    atlas.placeLabels?.(one);
                });
            }
            mark("selected", area);
            span(range());
            return key;
        },

        /* The legend has been drawn anew: put its markers back. */
        marked: function () {
            requestAnimationFrame(() => {
                mark("selected", state.selected);
                mark("hovered", state.hovered);
            });
        },

        /* Dragging over the distribution zooms its axis; we take that as the range and show the
           whole axis again. (Plotly's box selection fails when its chart is redrawn.) */
        brushed: function ([change]) {
            const range = change && [change["xaxis.range[0]"], change["xaxis.range[1]"]];
            if (range && range.every(Number.isFinite)) {
                atlas.hold("aralik", range.map((one) => Number(one.toPrecision(6))).join(","));
                atlas.wholeAxis();
            }
        },
        pointed: function ([data]) {
            hover(data?.points?.[0]?.customdata || "");
        },
        clicked: function ([data]) {
            const area = data?.points?.[0]?.customdata;
            if (area) atlas.select(area);
        },
    };

    function showProvinces(one) {
        const shown = provincesOf(one);
        for (const level of LEVELS) {
            for (const province of atlas.page.provinces) {
                const offset = atlas.page.offsets[province][level];
                const paths = (one.paths[level] || []).slice(offset, offset + atlas.page.sizes[province][level]);
                paths.forEach((path) => path.toggleAttribute("data-out-of-view", !shown.includes(province)));
            }
        }
        if (one.map) atlas.placeLabels?.(one);
    }

    async function preload() {
        if (state.preloaded || state.preloading) return;
        state.preloading = true;
        try {
            state.preloaded = await fetchJson(atlas.page.preload);
        } catch (error) {
            state.preloading = false;
        }
    }

    /* The range is of the values of a series: where the server sends the classes there is none. */
    const range = () => (atlas.page.card ? "" : atlas.words.aralik);

    /* Areas outside the brushed range step back; they keep their class. */
    function span(word) {
        everyMap(({frame}) => frame.toggleAttribute("data-span", Boolean(word)));
        atlas.fadeDots?.();
        if (!state.values) return; // called again when they arrive
        const [low, high] = word ? word.split(",").map(Number) : [-Infinity, Infinity];
        const {values, level, digits} = state.values;
        const scale = 10 ** digits;
        everyMap(({paths}) => {
            (paths[level] || []).forEach((path, i) => {
                const value = values[i];
                path.toggleAttribute("data-out", Boolean(word) && (value == null || value / scale < low || value / scale > high));
            });
        });
    }

    /* Bring a selected area into sight, closer where it would be a speck. */
    function reveal(one, area) {
        const feature = area && featureOf(area);
        if (!feature || !one.map) return;
        one.revealed = true;
        const bounds = feature.layer.getBounds();
        const closest = one.map.getBoundsZoom(bounds);
        const parent = feature.level === "neighbourhood" && featureOf(feature.district);
        const around = parent ? one.map.getBoundsZoom(parent.layer.getBounds()) : closest - 0.75;
        const target = Math.min(parent ? Math.max(around, closest - 4) : around, 14);
        if (target > one.map.getZoom() + 0.5 || !one.map.getBounds().contains(bounds)) {
            one.map.setView(bounds.getCenter(), Math.max(target, one.map.getZoom()), {animate: !matchMedia("(prefers-reduced-motion: reduce)").matches});
        }
    }
    Object.assign(atlas, {fitMap: fit, drawOutlines, loadGeometry, showProvinces, provincesOf, written: (value) => state.values && written(value)});
})();
