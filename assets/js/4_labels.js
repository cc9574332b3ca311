/* District names on the map: the most populous first, dropped where they would lie on another. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});

    atlas.placeLabels = function (map) {
        const pane = map.getPane("labels") || map.createPane("labels");
        pane.style.zIndex = 460;
        pane.style.pointerEvents = "none";
        const shown = (atlas.words.il || "hepsi") === "hepsi" ? atlas.page.provinces : [atlas.words.il];
        const taken = [];
        const labels = [];
        for (const label of atlas.page.labels) {
            if (!shown.includes(label.province)) continue;
            const point = map.latLngToLayerPoint([label.lat, label.lon]);
            const half = label.name.length * 4.1 + 6;
            const box = [point.x - half, point.y - 10, point.x + half, point.y + 10];
            const clash = taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
            if (clash) continue;
            taken.push(box);
            const node = document.createElement("span");
            node.className = "district-label";
            node.textContent = label.name;
            node.style.transform = `translate(${Math.round(point.x)}px, ${Math.round(point.y)}px) translate(-50%, -50%)`;
            labels.push(node);
        }
        pane.replaceChildren(...labels);
    };
})();
