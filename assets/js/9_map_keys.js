/* The map with the keyboard: one tab stop; arrows go to the neighbouring area in that direction, Enter
 * selects it, + and − zoom. What the card beside the area says is spoken. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const STEPS = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    const WIDEST = 1.2; // radians on either side of the arrow within which an area lies in its direction

    const mapOf = (frame) => atlas.mapState.maps.find((one) => one.frame === frame);

    /* The areas that can be reached, with their middles in pixels of the map. */
    function reachable(one) {
        const layers = (one.layers[atlas.mapState.shown.level] || []).filter((layer) => {
            const path = layer._path;
            return path.dataset.class !== "unvalued" && !path.hasAttribute("data-out-of-view");
        });
        return layers.map((layer) => ({
            id: layer.feature.properties.id,
            layer,
            point: one.map.latLngToContainerPoint(layer.getBounds().getCenter()),
        }));
    }

    /* The nearest area in the arrow's direction; one that lies aside counts as farther. */
    function neighbour(here, others, [dx, dy]) {
        let best = null;
        for (const other of others) {
            if (other.id === here.id) continue;
            const [x, y] = [other.point.x - here.point.x, other.point.y - here.point.y];
            const angle = Math.abs(Math.atan2(x * dy - y * dx, x * dx + y * dy));
            const cost = Math.hypot(x, y) * (1 + 2 * angle * angle);
            if (angle <= WIDEST && (!best || cost < best.cost)) best = {...other, cost};
        }
        return best;
    }

    function start(one, areas) {
        const {hovered, selected} = atlas.mapState;
        const known = areas.find(({id}) => id === hovered) || areas.find(({id}) => id === selected);
        if (known) return known;
        const {x, y} = one.map.getSize().divideBy(2);
        const far = ({point}) => Math.hypot(point.x - x, point.y - y);
        return areas.reduce((best, area) => (!best || far(area) < far(best) ? area : best), null);
    }

    function go(one, area) {
        one.map.panInside(area.layer.getBounds().getCenter(), {padding: [60, 60], animate: false});
        const point = one.map.latLngToContainerPoint(area.layer.getBounds().getCenter());
        const frame = one.frame.getBoundingClientRect();
        atlas.hover(area.id, {clientX: frame.left + point.x, clientY: frame.top + point.y});
        say();
    }

    function say() {
        const card = document.getElementById("hover-card");
        const spoken = document.getElementById("map-spoken");
        if (card && spoken) spoken.textContent = [...card.children].map((part) => part.textContent).filter(Boolean).join(", ");
    }

    document.addEventListener("keydown", (event) => {
        const one = event.target.classList?.contains("map-frame") && mapOf(event.target);
        if (!one?.map || !atlas.mapState.shown || event.ctrlKey || event.metaKey || event.altKey) return;
        const step = STEPS[event.key];
        if (step) {
            const areas = reachable(one);
            const here = start(one, areas);
            const known = here && [atlas.mapState.hovered, atlas.mapState.selected].includes(here.id);
            const next = known ? neighbour(here, areas, step) : here;
            if (next) go(one, next);
        } else if (event.key === "Enter" && atlas.mapState.hovered) {
            atlas.select(atlas.mapState.hovered);
        } else if (event.key === "+") {
            one.map.zoomIn();
        } else if (event.key === "-") {
            one.map.zoomOut();
        } else return;
        event.preventDefault();
        event.stopPropagation();
    }, true);

    document.addEventListener("focusout", (event) => {
        if (event.target.classList?.contains("map-frame")) atlas.hover("");
    });

    /* The table may stand in a panel that opens only now. */
    function leadToTable(until) {
        const table = [...document.querySelectorAll("[data-table]")].find((part) => part.offsetParent);
        const first = table?.querySelector("button, a, [tabindex]") || table;
        if (!first && Date.now() < until) return requestAnimationFrame(() => leadToTable(until));
        table?.scrollIntoView({block: "nearest"});
        first?.focus();
    }

    /* "Tablo olarak göster": the table of what the map shows gets the keyboard. */
    document.addEventListener("click", (event) => {
        if (!event.target.closest("[data-action=table]")) return;
        if (atlas.page.path === "/" && (atlas.words.sekme || "siralama") !== "siralama") atlas.choose("sekme", "siralama");
        leadToTable(Date.now() + 3000);
    });
})();
