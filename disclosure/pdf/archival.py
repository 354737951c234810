"""A PDF for archives: PDF/A-3a that says of itself that it is PDF/UA-1 as well."""

import io

import pikepdf

VARIANT = "pdf/a-3a"
_END = b"</rdf:RDF>"
# PDF/A wants each name that it does not know itself to be described in the file.
_SAYS_SO = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def archival(pdf: bytes) -> bytes:
    """Return a PDF/A-3a of ours with what it says of itself uncompressed, and PDF/UA named."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        said = opened.Root.Metadata.read_bytes()
        place = said.rindex(_END)
        kept = pikepdf.Stream(opened, said[:place] + _SAYS_SO + said[place:])
        kept.Type, kept.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        opened.Root.Metadata = opened.make_indirect(kept)
        for each in opened.objects:
            # A reader that looks for the end of a stream takes its last byte for that of a line.
            if isinstance(each, pikepdf.Stream) and each.read_raw_bytes().endswith(b"\r"):
                each.write(each.read_bytes())
        opened.save(written, compress_streams=False)
    return written.getvalue()
