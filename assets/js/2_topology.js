/* TopoJSON → GeoJSON features (TopoJSON format specification 1.0): arcs are quantised and
 * delta-encoded; a negative index ~i is the arc i reversed. */
(function () {
    "use strict";

    window.atlas = window.atlas || {};

    window.atlas.features = function (topology, name) {
        const {scale, translate} = topology.transform;
        const arcs = (topology.decoded = topology.decoded || topology.arcs.map((arc) => {
            let x = 0;
            let y = 0;
            return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
        }));
        const ring = (indices) => {
            const points = [];
            for (const index of indices) {
                const arc = index < 0 ? arcs[~index].slice().reverse() : arcs[index];
                for (let i = points.length ? 1 : 0; i < arc.length; i++) points.push(arc[i]);
            }
            return points;
        };
        const polygon = (rings) => rings.map(ring);
        return topology.objects[name].geometries.map((one) => ({
            type: "Feature",
            properties: one.properties,
            geometry: {
                type: one.type,
                coordinates: one.type === "Polygon" ? polygon(one.arcs) : (one.arcs || []).map(polygon),
            },
        }));
    };
})();
