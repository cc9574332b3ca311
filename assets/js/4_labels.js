/* Names on a map: districts, the most populous first, dropped where one would lie on another; the
 * selected area always. Where only provinces have values, the provinces with their values. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});

    function labelsOf(one) {
        const {shown, values, selected} = atlas.mapState;
        const inside = atlas.provincesOf(one);
        if (shown?.level === "province") {
            return atlas.page.provinceLabels.filter(({province}) => inside.includes(province)).map((label, i) => {
                const place = atlas.page.offsets[label.province].province;
                const value = values?.level === "province" ? values.values[place] : null;
                return {...label, value: value == null ? "" : atlas.written(value / 10 ** values.digits)};
            });
        }
        const first = [...(atlas.twins?.labels(one) || [])];
        const chosen = selected && atlas.featureOf(selected);
        if (chosen && !first.some(({id}) => id === selected)) {
            const {lat, lng} = chosen.layer.getCenter?.() || chosen.layer.getBounds().getCenter();
            const known = atlas.page.labels.find(({id}) => id === selected);
            first.push({id: selected, name: chosen.name, lat, lon: lng, ...known, kind: "is-selected"});
        }
        const named = new Set(first.map(({id}) => id));
        return [...first, ...atlas.page.labels.filter(({id, province}) => inside.includes(province) && !named.has(id))];
    }

    function drawn({name, letter, value, kind}) {
        const node = document.createElement("span");
        node.className = `district-label ${kind || ""}`;
        if (letter) node.append(Object.assign(document.createElement("span"), {className: "letter", textContent: letter}));
        node.append(name);
        if (value) node.append(Object.assign(document.createElement("strong"), {textContent: value}));
        return node;
    }

    atlas.placeLabels = function (one) {
        if (!one.map) return;
        const pane = one.map.getPane("labels") || one.map.createPane("labels");
        pane.style.zIndex = 460;
        pane.style.pointerEvents = "none";
        const letter = parseFloat(getComputedStyle(pane).getPropertyValue("--label")) || 13;
        const taken = [];
        const labels = [];
        for (const label of labelsOf(one)) {
            const point = one.map.latLngToLayerPoint([label.lat, label.lon]);
            const half = label.name.length * letter * 0.32 + 6 + (label.letter ? 14 : 0);
            const box = [point.x - half, point.y - letter * 0.8, point.x + half, point.y + letter * 0.8];
            const clash = taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
            if (clash && !label.kind && !label.letter) continue;
            taken.push(box);
            const node = drawn(label);
            node.style.transform = `translate(${Math.round(point.x)}px, ${Math.round(point.y)}px) translate(-50%, -50%)`;
            labels.push(node);
        }
        pane.replaceChildren(...labels);
    };
})();
