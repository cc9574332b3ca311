/* The distribution's dots outside the brushed range step back, as the areas of the map do: by an
 * attribute, because Plotly takes far longer to draw a chart of thousands of dots anew. */
(function () {
    "use strict";

    const atlas = (window.atlas = window.atlas || {});
    const own = (window.dash_clientside = window.dash_clientside || {});
    const PATIENCE = 10_000; // ms that a chart may take until it is drawn
    const CHART = ".strips .js-plotly-plot";

    atlas.fadeDots = function () {
        const word = atlas.words.aralik;
        const [low, high] = word ? word.split(",").map(Number) : [-Infinity, Infinity];
        for (const chart of document.querySelectorAll(CHART)) {
            const dots = chart.querySelectorAll(".scatter:not(:last-of-type) .point");
            const places = chart.calcdata?.[0] || [];
            dots.forEach((dot, i) => dot.toggleAttribute("data-out", !(places[i]?.x >= low && places[i].x <= high)));
        }
    };

    const ROOM = {"font.size": 26, "margin.t": 44}; // 24 px on the projector, in a font that may be wider than Plotly's

    /* On the projector letters are larger; Plotly must know, or it cuts the names of the districts. */
    atlas.sizeChart = function () {
        const chart = document.querySelector(CHART);
        if (!chart?.calcdata) return;
        chart.desk = chart.desk || {"font.size": chart.layout.font.size, "margin.t": chart.layout.margin.t};
        window.Plotly.relayout(chart, document.documentElement.hasAttribute("data-projector") ? ROOM : chart.desk);
    };

    own.strips = {
        /* A chart has come: fade its dots whenever Plotly has drawn them. */
        drawn: function () {
            const until = Date.now() + PATIENCE;
            const look = () => {
                const chart = document.querySelector(CHART);
                if (!chart?.on || !chart.calcdata) {
                    if (Date.now() < until) setTimeout(look, 50);
                } else if (!chart.fading) {
                    chart.fading = true;
                    chart.on("plotly_afterplot", atlas.fadeDots);
                    atlas.fadeDots();
                    if (document.documentElement.hasAttribute("data-projector")) atlas.sizeChart();
                }
            };
            look();
        },
    };

    /* A box has been drawn on the chart, and Plotly has zoomed into it: back to the whole axis. */
    atlas.wholeAxis = () => window.Plotly.relayout(document.querySelector(CHART), {"xaxis.autorange": true});
})();
