"""The quality report of a province: what joined, what did not and why, for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas

from dashboard.pipeline.areas import joined_to_nearest
from dashboard.pipeline.declared import Declared
from dashboard.pipeline.join import near_names
from dashboard.pipeline.province import BuiltProvince
from dashboard.places import sort_key
from dashboard.wording import number

_NO_BOUNDARY = (
    "Bu ilçede bu adla sınır yok: sınırlardan sonra kurulmuş, bölünmüş ya da adı değişmiş olabilir"
)
_KINDS = {"islet": "Adacıklar", "industrial": "Sanayi ve serbest bölgeler"}


def quality_report(province: BuiltProvince, declared: Declared) -> str:
    """The report in Markdown: a summary in Turkish and English, then details in Turkish."""
    column = declared.residents.column
    blocks = [
        f"# {province.name}: veri niteliği raporu / data quality report",
        _summary(province, column),
        _unmatched_rows(province, column),
        _unmatched_polygons(province),
        _suggestions(province),
        _aliases(province),
        _splits(province),
        _repaired(province),
        _marked(province),
        _islands(province),
        _too_few(province, declared),
        _sums(province, column),
        _left_out(province, declared),
    ]
    return "\n\n".join(blocks) + "\n"


def _written(value: float, digits: int = 0) -> str:
    """A number as Turkish writes it: 4.479.525 or 11.993,541."""
    return number(float(value), "tr", digits)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) if len(lines) > 2 else "Yok."


def _count(province: BuiltProvince, kind: str) -> int:
    return int((province.polygons["kind"] == kind).sum())


def _summary(province: BuiltProvince, column: str) -> str:
    total = province.published[province.key]
    joined = int(province.polygons["population"].sum())
    lost = province.table[~province.table["joined"]]
    without = _without_table(province)
    repairs = province.repairs
    share, invalid = joined / total * 100, len(repairs.invalid)
    turkish = [
        f"- Sınırlarla eşleşen nüfus: {_written(joined)} / {_written(total)} "
        f"(%{_written(share, 2)})",
        f"- Sınırı bulunamayan tablo satırı: {len(lost)} ({_written(lost[column].sum())} kişi)",
        f"- Tabloda karşılığı olmayan mahalle sınırı: {len(without)}",
        f"- Mahalle {_written(_count(province, 'neighbourhood'))}, "
        f"adacık {_count(province, 'islet')}, "
        f"sanayi ya da serbest bölge {_count(province, 'industrial')}",
        f"- Onarılan geometri: {invalid}; alan değişimi %{_written(_area_change(province), 6)}",
    ]
    english = [
        f"- Residents joined to boundaries: {joined:,} of {total:,} ({share:.2f} %)",
        f"- Table rows without a boundary: {len(lost)} ({int(lost[column].sum()):,} residents)",
        f"- Neighbourhood boundaries without a table row: {len(without)}",
        f"- {_count(province, 'neighbourhood'):,} neighbourhoods, {_count(province, 'islet')} "
        f"islets, {_count(province, 'industrial')} industrial or free zones",
        f"- Geometries repaired: {invalid}; area changed by {_area_change(province):.6f} %",
    ]
    return "\n".join(["## Özet", "", *turkish, "", "## Summary", "", *english])


def _area_change(province: BuiltProvince) -> float:
    repairs = province.repairs
    return abs(repairs.area_after - repairs.area_before) / repairs.area_before * 100


def _without_table(province: BuiltProvince) -> pandas.DataFrame:
    polygons = pandas.DataFrame(province.polygons.drop(columns="geometry"))
    return polygons[~polygons["joined"] & (polygons["kind"] == "neighbourhood")]


def _unmatched_rows(province: BuiltProvince, column: str) -> str:
    lost = province.table[~province.table["joined"]].to_dict("records")
    split = {
        (one.district, name): one.boundary_name
        for one in province.splits
        for name in one.table_names
    }
    rows = []
    for row in sorted(lost, key=lambda row: -row[column]):
        origin = split.get((row["district"], row["neighbourhood"]))
        reason = (
            f"“{origin}” sınırı bölünmüş; eski sınır yeni sayıya uymaz" if origin else _NO_BOUNDARY
        )
        rows.append(
            (row["district"], row["neighbourhood"], row["code"], _written(row[column]), reason)
        )
    head = ("İlçe", "Tablodaki ad", "TÜİK kodu", "Nüfus", "Neden")
    return f"## Sınırı bulunamayan tablo satırları\n\n{_table(head, rows)}"


def _unmatched_polygons(province: BuiltProvince) -> str:
    rows = [
        (
            one["district_name"],
            one["name"],
            one["id"],
            "Tabloda bu adla satır yok; değeri gösterilmez",
        )
        for one in _in_order(_without_table(province))
    ]
    head = ("İlçe", "Sınırdaki ad", "Kimlik", "Neden")
    return f"## Tabloda karşılığı olmayan mahalle sınırları\n\n{_table(head, rows)}"


def _in_order(polygons: pandas.DataFrame) -> list[dict[str, str]]:
    rows = [{str(name): cell for name, cell in row.items()} for row in polygons.to_dict("records")]
    return sorted(rows, key=lambda row: (sort_key(row["district_name"]), sort_key(row["name"])))


def _suggestions(province: BuiltProvince) -> str:
    without = _without_table(province)
    lost = province.table[~province.table["joined"]].to_dict("records")
    rows = []
    for row in lost:
        names = without.loc[without["district"] == row["area"], "name"]
        rows += [
            (row["district"], row["neighbourhood"], name)
            for name in near_names(row["neighbourhood"], names)
        ]
    note = "Öneridir, eşleştirilmemiştir; doğrulanan `aliases.toml` dosyasına yazılır."
    head = ("İlçe", "Tablodaki ad", "Sınırdaki yakın ad")
    return f"## Yakın adlar\n\n{note}\n\n{_table(head, rows)}"


def _aliases(province: BuiltProvince) -> str:
    head = ("İlçe", "Sınırdaki ad", "Tablodaki ad", "Gerekçe", "Tarih")
    used, unused = (
        [(one.district, one.boundary_name, one.table_name, one.reason, one.date) for one in group]
        for group in (province.joined.aliases, province.joined.unused_aliases)
    )
    return (
        f"## Kullanılan ad karşılıkları\n\n{_table(head, used)}\n\n"
        f"Bu dosyalarda işe yaramayanlar:\n\n{_table(head, unused)}"
    )


def _splits(province: BuiltProvince) -> str:
    rows = [
        (one.district, one.boundary_name, ", ".join(one.table_names), one.reason, one.date)
        for one in province.splits
    ]
    head = ("İlçe", "Sınır", "Tablodaki mahalleler", "Gerekçe", "Tarih")
    return f"## Bölünmüş mahalleler (eşleştirilmez)\n\n{_table(head, rows)}"


def _repaired(province: BuiltProvince) -> str:
    repairs = province.repairs
    names = ", ".join(sorted(repairs.invalid, key=sort_key)) or "Yok."
    return (
        "## Onarılan geometriler\n\n"
        f"Geçersiz gelen: {len(repairs.invalid)}. Onarımdan önce "
        f"{_written(repairs.area_before, 3)} km², sonra {_written(repairs.area_after, 3)} km²; "
        f"tek alanda en büyük değişim %{_written(repairs.greatest_change_percent, 4)}.\n\n{names}"
    )


def _marked(province: BuiltProvince) -> str:
    blocks = ["## Mahalle sayılmayan alanlar", "Çizilir; değeri, sırası ve komşusu olmaz."]
    for kind, title in _KINDS.items():
        caught = province.polygons[province.polygons["kind"] == kind]
        names = [f"{one['name']} ({one['district_name']})" for one in _in_order(caught)]
        blocks.append(f"### {title}: {len(names)}\n\n{', '.join(names) or 'Yok.'}")
    return "\n\n".join(blocks)


def _islands(province: BuiltProvince) -> str:
    name = dict(zip(province.areas["id"], province.areas["name"], strict=True))
    level = dict(zip(province.areas["id"], province.areas["level"], strict=True))
    rows = [
        (_LEVELS[level[area]], name[area], name[nearest], area, nearest)
        for area, nearest in joined_to_nearest(province.areas)
    ]
    head = ("Düzey", "Alan", "Bağlandığı alan", "Kimlik", "Bağlandığının kimliği")
    return f"## Komşusu olmayan, en yakınına bağlananlar\n\n{_table(head, rows)}"


def _too_few(province: BuiltProvince, declared: Declared) -> str:
    few = province.values[province.values["flag"] == "too_few"]
    rows = []
    for (key, level), cells in few.groupby(["indicator", "level"]):
        indicator = declared.catalogue.indicators[str(key)]
        rows.append((indicator.name["tr"], _LEVELS[str(level)], indicator.floor, len(cells)))
    head = ("Gösterge", "Düzey", "Alt sınır (kişi)", "Gösterilmeyen değer")
    return f"## Az kişi\n\n{_table(head, rows)}"


_LEVELS = {"neighbourhood": "mahalle", "district": "ilçe", "province": "il"}


def _sums(province: BuiltProvince, column: str) -> str:
    table = province.table
    name = dict(zip(province.areas["id"], province.areas["name"], strict=True))
    rows = []
    for area, published in province.published.items():
        mine = table if area == province.key else table[table["area"] == area]
        total, joined = mine[column].sum(), mine.loc[mine["joined"], column].sum()
        if total != published or joined != total:
            figures = (published, total, total - published, joined)
            share = f"%{_written(joined / published * 100, 2)}"
            rows.append((name.get(area, area), *(_written(one) for one in figures), share))
    note = "Yalnızca farkı ya da eşleşmeyeni olanlar."
    head = ("Alan", "Yayımlanan", "Mahallelerin toplamı", "Fark", "Eşleşen", "Eşleşme")
    return f"## Yayımlanan toplamlarla karşılaştırma\n\n{note}\n\n{_table(head, rows)}"


def _left_out(province: BuiltProvince, declared: Declared) -> str:
    absent = province.absent
    lines = [f"- {key}: bu il için dosya yok; göstergeleri üretilmedi." for key in absent.files]
    lines += [
        f"- {key}: {path.name} dosyasında bu ille ilgili satır yok; göstergeleri üretilmedi. "
        "Olması gerekiyorsa dosyadaki il adını ya da plakayı düzeltin."
        for key, path in absent.rows.items()
    ]
    lines += [
        f"- {key}: şu ilçelerin satırı yok, değerleri üretilmedi: {', '.join(names)}."
        for key, names in absent.districts.items()
    ]
    lines += [
        f"- {key}: şu mahallelerin sınırı bulunamadı, sayıları kullanılmadı: {', '.join(names)}."
        for key, names in absent.boundaries.items()
    ]
    lines += [
        f"- {key}: {figures.outside} nokta hiçbir alanın içinde değil; sayılmadı."
        for key, figures in province.points.items()
    ]
    least = f"{declared.residents.least_joined_percent:g}"
    lines += [
        f"- {name}: eşleşen nüfus %{least} sınırının altında; duraksız mahallelerde oturanlar "
        "gibi paylar verilmedi."
        for name in _hardly_joined(province, declared)
        if province.points
    ]
    return "\n".join(["## Üretilmeyenler ve sayılmayanlar", "", *(lines or ["Yok."])])


def _hardly_joined(province: BuiltProvince, declared: Declared) -> list[str]:
    polygons = province.polygons
    joined = polygons.groupby("district")["population"].sum()
    least = declared.residents.least_joined_percent / 100
    return [
        name
        for area, name in zip(province.areas["id"], province.areas["name"], strict=True)
        if area in joined.index and joined[area] < least * province.published.get(area, 0)
    ]
