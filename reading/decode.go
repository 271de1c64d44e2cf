package reading

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxBytes is the size in bytes of the largest source that is read: some eight books.
const MaxBytes = 8 << 20

// Errors of sources that hold no text.
var (
	ErrEmpty  = errors.New("it is empty: there is no text to read")
	ErrBinary = errors.New("it does not look like text: save the document as plain text, Markdown or HTML first")
	ErrSize   = fmt.Errorf("it is larger than %d MiB, the most that is read at once: cut it into parts", MaxBytes>>20)
)

// Decode returns a source's bytes as UTF-8 and the name of the encoding that they were in. UTF-16 is
// known by its byte order mark, or by its zero bytes. What is not valid UTF-8 is taken for Windows-1252,
// of which Latin-1's printable characters are a part, and guessed tells so. Errors are ErrEmpty,
// ErrBinary, ErrSize and broken UTF-16 or UTF-8.
func Decode(b []byte) (text, encoding string, guessed bool, err error) {
	switch {
	case len(b) > MaxBytes:
		return "", "", false, ErrSize
	case len(b) == 0:
		return "", "", false, ErrEmpty
	}
	switch order, how := utf16Order(b); {
	case order != nil:
		text, err = decode16(b, order)
		encoding, guessed = how, b[0] != 0xFE && b[0] != 0xFF
	case utf8.Valid(b):
		text, encoding = string(b), "UTF-8"
	case strings.HasPrefix(string(b), "\ufeff"):
		return "", "", false, fmt.Errorf("it says that it is UTF-8, and byte %d is not: save it again as UTF-8", invalidAt(b))
	default:
		if looksUTF8(b) {
			return "", "", false, fmt.Errorf("it is UTF-8 but for byte %d, which is broken: save it again as UTF-8", invalidAt(b))
		}
		text, encoding, guessed = decode1252(b), "Windows-1252", true
	}
	if err != nil {
		return "", "", false, err
	}
	if binaryText(text) {
		return "", "", false, ErrBinary
	}
	if strings.TrimSpace(strings.Trim(text, "\ufeff")) == "" {
		return "", "", false, ErrEmpty
	}
	return text, encoding, guessed, nil
}

// utf16Order finds the byte order of UTF-16, nil for other encodings.
func utf16Order(b []byte) (binary.ByteOrder, string) {
	switch {
	case len(b) >= 2 && b[0] == 0xFF && b[1] == 0xFE:
		return binary.LittleEndian, "UTF-16LE"
	case len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF:
		return binary.BigEndian, "UTF-16BE"
	}
	var zeros [2]int
	n := min(len(b), 4096) &^ 1
	for i := range n {
		if b[i] == 0 {
			zeros[i%2]++
		}
	}
	switch { // Latin letters have one zero byte each; other files with zeros have them at odd and even places
	case n >= 8 && zeros[1]*10 > n*4 && zeros[0]*50 < n:
		return binary.LittleEndian, "UTF-16LE"
	case n >= 8 && zeros[0]*10 > n*4 && zeros[1]*50 < n:
		return binary.BigEndian, "UTF-16BE"
	}
	return nil, ""
}

func decode16(b []byte, order binary.ByteOrder) (string, error) {
	if len(b)%2 != 0 {
		return "", errors.New("it is UTF-16 that ends in the middle of a character: it was cut off; get a whole copy")
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	var out strings.Builder
	out.Grow(len(units))
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 == len(units) || utf16.DecodeRune(r, rune(units[i+1])) == utf8.RuneError {
				return "", fmt.Errorf("it is UTF-16 with half a character at byte %d: get a whole copy", 2*i)
			}
			r = utf16.DecodeRune(r, rune(units[i+1]))
			i++
		}
		out.WriteRune(r)
	}
	return out.String(), nil
}

func invalidAt(b []byte) int {
	at := 0
	for at < len(b) {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at
}

// looksUTF8 tells whether far more bytes beyond ASCII belong to whole UTF-8 characters than do not.
func looksUTF8(b []byte) bool {
	whole, broken := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		b = b[n:]
	}
	return whole >= 4*broken
}

// upper1252 are the characters of Windows-1252 from 0x80 to 0x9F, where it departs from Latin-1.
var upper1252 = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")

func decode1252(b []byte) string {
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for _, c := range b {
		switch {
		case c >= 0x80 && c < 0xA0:
			out.WriteRune(upper1252[c-0x80])
		default:
			out.WriteRune(rune(c))
		}
	}
	return out.String()
}

// binaryText tells whether a text has a zero or more than one control character in a hundred.
func binaryText(text string) bool {
	control := 0
	for _, r := range text {
		switch {
		case r == 0:
			return true
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\v' || r >= 0x7f && r < 0xa0 && r != 0x85:
			control++
		}
	}
	return control*100 > len(text)
}
