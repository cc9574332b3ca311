"""The quality report of a province of the demonstration: what is real in it and what is not."""

from __future__ import annotations

import geopandas
import pandas

from dashboard.wording import number

_TEXT = """# {name}: gösterim atlası / demonstration atlas

**Değerler uydurulmuştur, mahalle şekilleri şematiktir.** Buradaki hiçbir sayı gerçek bir mahalleyi
anlatmaz, hiçbir şekil gerçek bir sınırı izlemez.

## Gerçek olan

- {districts} ilçe ve ilçelerin sınırları (OCHA COD-AB), 80 metreye kadar yalınlaştırılmış
- {neighbourhoods} mahallenin adı, kodu ve nüfusu: {residents} kişi, 2023 kaydı
- ilçelerin nüfusu ve yoğunluğu, 2021’den bu yana büyümesi, SEGE-2022 skorları

## Uydurulmuş olan

Geri kalan her şey. Oranlar, yayımlanmış ilçe ya da il rakamları varsa onlara, yoksa bir aralığa
yaslanır; hangisi olduğu `data/catalogue/anchors.toml` dosyasında yazar. Komşu mahalleler birbirine
benzer; küçükler, gerçek tablolarda olacağı gibi, daha çok oynar.

## Şekiller

- her mahalle için bir hücre; insanların çoğu en küçük hücrelerde yaşar
- bir mahallenin alanı: {smallest} ile {largest} km² arası, ortancası {median} km²
- {parts} mahalle birden çok parçadır, çünkü adaları vardır

## Bilerek boş bırakılanlar

| Durum | Değer sayısı |
|---|---|
{marks}

“Veri yok” olanların satırı yoktur, yukarıda sayılmaz. Kataloğun alt sınırından az kişiye dayanan
oranlar “çok az kişi” diye işaretlenir; hassas göstergelerin küçük sayıları, hiçbir toplam onları
ele vermesin diye yanlarındaki başkalarıyla birlikte gizlenir.

## Summary

Values are invented and neighbourhood shapes are schematic: no figure says anything about a real
neighbourhood. Real are the {districts} districts with their outlines, the names, codes and
residents of {neighbourhoods} neighbourhoods in 2023, the growth and density of the districts and
their scores of SEGE-2022. Everything else is made by the generator, about published figures where
there are any.
"""
_MARKS = {"ok": "gösterilen", "too_few": "çok az kişi", "suppressed": "gizlendi"}


def quality_report(name: str, areas: geopandas.GeoDataFrame, values: pandas.DataFrame) -> str:
    """The report of one province as Markdown: in Turkish, with a summary in English."""
    plain = areas[areas["kind"] == "neighbourhood"]
    flags = values["flag"].value_counts()
    return _TEXT.format(
        name=name,
        districts=int((areas["level"] == "district").sum()),
        neighbourhoods=number(len(plain), "tr"),
        residents=number(int(plain["population"].sum()), "tr"),
        smallest=number(plain["area_km2"].min(), "tr", 2),
        largest=number(plain["area_km2"].max(), "tr", 1),
        median=number(plain["area_km2"].median(), "tr", 1),
        parts=int((plain.geometry.geom_type == "MultiPolygon").sum()),
        marks="\n".join(
            f"| {said} | {number(int(flags.get(flag, 0)), 'tr')} |" for flag, said in _MARKS.items()
        ),
    )
