package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"parley/draw"
	"parley/draw/fonts"
	"parley/draw/pdf"
	"parley/draw/raster"
)

// pictures are the formats that every picture can be written in.
var pictures = []string{"svg", "png", "pdf", "tex"}

// renderPicture writes a scene in one of the formats of pictures.
func renderPicture(w io.Writer, s *draw.Scene, format string) error {
	return renderPictures(w, []*draw.Scene{s}, format)
}

// renderPictures writes scenes in a format, several of them in one that has pages.
func renderPictures(w io.Writer, scenes []*draw.Scene, format string) error {
	if format == "pdf" {
		return toldOf(pdf.WriteAll(w, scenes), format)
	}
	for k, s := range scenes {
		if k > 0 {
			if _, err := io.WriteString(w, "\n\\clearpage\n"); err != nil {
				return err
			}
		}
		if err := renderOne(w, s, format); err != nil {
			return err
		}
	}
	return nil
}

func renderOne(w io.Writer, s *draw.Scene, format string) error {
	var err error
	switch format {
	case "png":
		if err = raster.PNG(w, s, raster.Sharp); errors.Is(err, raster.ErrTooLarge) {
			err = raster.PNG(w, s, 1)
		}
	case "tex":
		err = draw.TikZ(w, s)
	default:
		err = draw.SVG(w, s)
	}
	return toldOf(err, format)
}

// toldOf says what can be done where a format does not hold a picture.
func toldOf(err error, format string) error {
	switch {
	case errors.Is(err, fonts.ErrMissing):
		return fmt.Errorf("cannot draw a .%s: %w: .svg and .tex leave the font to whoever shows them", format, err)
	case errors.Is(err, raster.ErrTooLarge):
		return fmt.Errorf("cannot draw a .png: %w: write .svg or .pdf, or draw less", err)
	case errors.Is(err, pdf.ErrTooLarge):
		return fmt.Errorf("cannot draw a .pdf: %w: write .svg, or draw less", err)
	case errors.Is(err, draw.ErrTikZ):
		return fmt.Errorf("cannot draw a .tex: %w", err)
	}
	return err
}

// pictureTheme is the theme of a name that has been checked.
func pictureTheme(name string) *draw.Theme {
	if name == draw.Dark.Name {
		return &draw.Dark
	}
	return &draw.Light
}

// ending is the format that the name of a file asks for.
func ending(file string) string { return strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".") }

// writeTo writes what was rendered to a file, or to standard output.
func (a *app) writeTo(out string, b *bytes.Buffer) error {
	if out == standardInput {
		return a.print(b.Bytes())
	}
	return writeFile(out, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err })
}
