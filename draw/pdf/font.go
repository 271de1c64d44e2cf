package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"unicode/utf16"

	"parley/draw/fonts"
)

// A usedFont is a face with the glyphs that a page uses.
type usedFont struct {
	face   *fonts.Face
	number int
	runes  map[fonts.GlyphID]rune
}

// use returns the glyph of a character and remembers it.
func (u *usedFont) use(r rune) fonts.GlyphID {
	g := u.face.Glyph(r)
	if _, ok := u.runes[g]; !ok {
		u.runes[g] = r
	}
	return g
}

// font adds a face as a composite font whose codes are glyphs (ISO 32000-1, 9.7) and returns its number.
func (f *file) font(u *usedFont) int {
	glyphs := slices.Sorted(maps.Keys(u.runes))
	data := subset(u.face.Data, glyphs)
	name := "PARLEY+" + u.face.Name
	program := f.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
	m := metrics(u.face.Data)
	flags, angle := 32, 0 // no symbols
	if m.italic {
		flags, angle = 32|64, -12
	}
	descriptor := f.object(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle %d /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
		name, flags, m.box[0], m.box[1], m.box[2], m.box[3], angle, m.ascent, m.descent, 729, program))
	var widths bytes.Buffer
	for _, g := range glyphs {
		fmt.Fprintf(&widths, "%d [%d] ", g, int(math.Round(u.face.Advance(g)*1000)))
	}
	descendant := f.object(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 556 /W [%s] >>",
		name, descriptor, widths.String()))
	return f.object(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
		name, descendant, f.stream("", u.unicode(glyphs))))
}

// unicode is the map from glyphs to characters, for whoever copies text.
func (u *usedFont) unicode(glyphs []fonts.GlyphID) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(glyphs, 100) { // the most that a block may hold
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04X> <", g)
			for _, c := range utf16.Encode([]rune{u.runes[g]}) {
				fmt.Fprintf(&b, "%04X", c)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// tables are the parts of a TrueType file by their tags.
func tables(ttf []byte) map[string][]byte {
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		e := ttf[12+16*i:]
		at, size := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		out[string(e[:4])] = ttf[at : at+size]
	}
	return out
}

// metric is what a font descriptor tells, in thousandths of the em.
type metric struct {
	box             [4]int
	ascent, descent int
	italic          bool
}

func metrics(ttf []byte) metric {
	t := tables(ttf)
	head, hhea := t["head"], t["hhea"]
	units := int(binary.BigEndian.Uint16(head[18:]))
	signed := func(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) * 1000 / units }
	m := metric{ascent: signed(hhea[4:]), descent: signed(hhea[6:]), italic: binary.BigEndian.Uint16(head[44:])&2 != 0}
	for i := range m.box {
		m.box[i] = signed(head[36+2*i:])
	}
	return m
}

// subset returns a TrueType file with the same numbers of glyphs, in which only those given, and what they are composed of, have outlines.
func subset(ttf []byte, glyphs []fonts.GlyphID) []byte {
	t := tables(ttf)
	long := binary.BigEndian.Uint16(t["head"][50:]) == 1
	n := int(binary.BigEndian.Uint16(t["maxp"][4:]))
	offset := func(g int) int {
		if long {
			return int(binary.BigEndian.Uint32(t["loca"][4*g:]))
		}
		return 2 * int(binary.BigEndian.Uint16(t["loca"][2*g:]))
	}
	outline := func(g int) []byte { return t["glyf"][offset(g):offset(g+1)] }
	keep := make([]bool, n)
	var add func(g int)
	add = func(g int) {
		if g >= n || keep[g] {
			return
		}
		keep[g] = true
		for _, part := range components(outline(g)) {
			add(part)
		}
	}
	add(0)
	for _, g := range glyphs {
		add(int(g))
	}
	var glyf, loca []byte
	for g := range n {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		if keep[g] {
			glyf = append(glyf, outline(g)...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head := slices.Clone(t["head"])
	binary.BigEndian.PutUint32(head[8:], 0) // the check sum of the whole, which nobody needs within a PDF file
	binary.BigEndian.PutUint16(head[50:], 1)
	out := map[string][]byte{"head": head, "glyf": glyf, "loca": loca}
	for _, tag := range []string{"hhea", "maxp", "hmtx", "cvt ", "fpgm", "prep"} {
		if b, ok := t[tag]; ok {
			out[tag] = b
		}
	}
	return assemble(out)
}

// components lists the glyphs that a composite glyph is made of (OpenType, glyf).
func components(outline []byte) []int {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	const words, scale, more, xy, square = 0x1, 0x8, 0x20, 0x40, 0x80
	var out []int
	for b := outline[10:]; len(b) >= 4; {
		flags := binary.BigEndian.Uint16(b)
		out = append(out, int(binary.BigEndian.Uint16(b[2:])))
		size := 6
		if flags&words != 0 {
			size = 8
		}
		switch {
		case flags&scale != 0:
			size += 2
		case flags&xy != 0:
			size += 4
		case flags&square != 0:
			size += 8
		}
		if flags&more == 0 || size > len(b) {
			break
		}
		b = b[size:]
	}
	return out
}

// assemble makes a TrueType file of its tables.
func assemble(t map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(t))
	power, log := 1, 0
	for power*2 <= len(tags) {
		power, log = power*2, log+1
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{len(tags), 16 * power, log, 16 * (len(tags) - power)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := len(out) + 16*len(tags)
	var body []byte
	for _, tag := range tags {
		b := slices.Clone(t[tag])
		size := len(b)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		sum := uint32(0)
		for i := 0; i < len(b); i += 4 {
			sum += binary.BigEndian.Uint32(b[i:])
		}
		out = append(out, tag...)
		for _, v := range []int{int(sum), at + len(body), size} {
			out = binary.BigEndian.AppendUint32(out, uint32(v))
		}
		body = append(body, b...)
	}
	return append(out, body...)
}
