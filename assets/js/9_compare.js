/* Karşılaştır: the areas to compare, and two maps that move together, one around each of the first
 * two areas. Both have the same classes; a step of one is followed by the other in the same turn. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    const NEAREST = 12;

    /* Where the compared areas stand, in their order; the server settles them. */
    let places = null;
    const compared = () => places || atlas.page.comparedAtFirst;

    own.compare = {
        add: function (area, page) {
            if (!area) return own.no_update;
            const kind = (one) => (one.startsWith("d-") ? "district" : "neighbourhood");
            const same = compared().map(({id}) => id).filter((one) => kind(one) === kind(area) && one !== area);
            const kept = same.slice(0, page.mostCompared[kind(area)] - 1);
            atlas.hold("karsi", [...kept, area].join(","));
            return null;
        },

        /* Another choice: other provinces may be needed, and the maps go there. */
        go: function (found) {
            const before = places || atlas.page.comparedAtFirst;
            places = found;
            if (before.map(({id}) => id).join() === found.map(({id}) => id).join()) return;
            document.querySelector(".twins").toggleAttribute("data-single", found.length < 2);
            for (const one of atlas.mapState.maps) {
                one.fitted = false;
                one.map?.invalidateSize({animate: false});
                atlas.showProvinces(one);
                atlas.drawOutlines(one);
                atlas.loadGeometry(one, 50);
            }
            twins.fit();
        },
    };

    const twins = {
        alone: 0, // above 0 while something moves one map that the other must not follow

        subject: (one) => compared()[atlas.mapState.maps.indexOf(one)] || compared()[0],

        provincesOf: (one) => [twins.subject(one).province],

        outlines: () => compared().flatMap(({id}, k) => [["halo", id], [k ? "second" : "selected", id]]),

        labels: (one) => compared().filter(({province}) => province === twins.subject(one).province),

        /* Each area in the middle of its map, both at the scale at which the larger one fits. */
        fit: function () {
            const ready = atlas.mapState.maps.filter(({map, frame}) => map && frame.offsetParent);
            const zooms = ready.map((one) => one.map.getBoundsZoom(twins.subject(one).bounds, false, [40, 40]));
            const zoom = Math.min(...zooms, NEAREST);
            twins.alone += 1;
            for (const one of ready) {
                const {bounds} = twins.subject(one);
                one.map.setView([(bounds[0][0] + bounds[1][0]) / 2, (bounds[0][1] + bounds[1][1]) / 2], zoom, {animate: false});
            }
            twins.alone -= 1;
            return true;
        },
    };

    atlas.mapStarted = function (one) {
        if (atlas.page.path !== "/karsilastir") return;
        const {map} = one;
        if (compared().length < 2) { // one area, one map, over the whole width
            document.querySelector(".twins").toggleAttribute("data-single", true);
            map.invalidateSize({animate: false});
            twins.fit();
        }
        let last = map.project(map.getCenter(), 0);
        const moved = () => {
            const now = map.project(map.getCenter(), 0);
            const step = now.subtract(last);
            last = now;
            return step;
        };
        const follower = () => atlas.mapState.maps.find((other) => other !== one && other.map)?.map;

        /* Dragging: the other map's pane is shifted by the same pixels. Leaflet's public panBy would
           draw every path anew at each step; _rawPanBy is what its own dragging uses. */
        map.on("move", () => {
            const step = moved();
            const other = follower();
            if (!other || twins.alone || map._animatingZoom || other.getZoom() !== map.getZoom()) return;
            const pixels = step.multiplyBy(map.getZoomScale(map.getZoom(), 0)).round();
            if (!pixels.x && !pixels.y) return;
            twins.alone += 1;
            other._rawPanBy(pixels);
            other.fire("move");
            twins.alone -= 1;
        });
        map.on("moveend", () => {
            const other = follower();
            if (!other || twins.alone || twins.zooming) return;
            twins.alone += 1;
            other.fire("moveend");
            twins.alone -= 1;
        });
        /* Zooming: the other begins the same animation in the same frame, around its own middle. */
        const zoomTo = (center, zoom, animate) => {
            const other = follower();
            if (!other || twins.alone || twins.zooming) return;
            const step = map.project(center, 0).subtract(map.project(map.getCenter(), 0));
            const target = other.unproject(other.project(other.getCenter(), 0).add(step), 0);
            twins.zooming = true;
            other.setView(target, zoom, {animate});
            setTimeout(() => (twins.zooming = false), animate ? 300 : 0);
        };
        map.on("zoomanim", ({center, zoom, noUpdate}) => noUpdate || zoomTo(center, zoom, true));
        map.on("zoom", () => map._animatingZoom || zoomTo(map.getCenter(), map.getZoom(), false));
    };

    /* Only the page that holds two maps has twins. */
    Object.defineProperty(atlas, "twins", {get: () => (atlas.page.path === "/karsilastir" ? twins : null)});
})();
