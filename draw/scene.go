// Package draw lays out pictures. A picture is a Scene: shapes and text at fixed places, from which back ends make
// files. The same scene serves screen and paper, so a figure is the same wherever it is shown.
//
// Colours follow a Theme. Nothing is told by colour alone: areas have hatches and letters beside their colours.
package draw

// A Scene is a picture. Lengths are in pixels of 1/96 inch; the origin is the upper left corner.
type Scene struct {
	ID            string // unique among the pictures of one page; begins the names of all that it defines
	Width, Height float64
	Title         string // a short name
	Desc          string // what it shows, in a sentence
	Background    Color
	Items         []Item // from back to front
}

// PageWidth is how wide a chart may be: it fits a page of A4 at 78 % of its size, so that all charts of a report are printed to one
// scale and their text with them. Trees may be wider.
const PageWidth = 880

// An Item is a shape, a text or a group of items.
type Item interface{ isItem() }

// A Point is a place in a scene.
type Point struct{ X, Y float64 }

// A Color is "#rrggbb", or "" for none.
type Color string

// A Group is items that belong together.
type Group struct {
	ID    string  // after the scene's own; "" for none
	Title string  // what it is, for screen readers and pointers; "" for none
	Data  []Datum // what it stands for, for programs
	Items []Item
}

// A Datum is a name with a value: an attribute data-NAME of an SVG file. Other formats pass over it.
type Datum struct{ Name, Value string }

// Names of data. Nodes are named by their numbers in the game, from 0, in preorder.
const (
	DataNode    = "node"    // the node, or the first one of a part that is not drawn
	DataParent  = "parent"  // the node before it
	DataInfoset = "infoset" // the information set, by the name that it has in lists of strategies
	DataPlayer  = "player"  // who moves
	DataAction  = "action"  // that leads there
	DataFold    = "fold"    // of a part that is not drawn: the node whose children are drawn when it is opened
)

// A Polygon is the area within closed rings, by the even-odd rule: a ring within another is a hole.
type Polygon struct {
	Rings [][]Point
	Style
}

// A Line is straight pieces from point to point.
type Line struct {
	Points []Point
	Style
}

// A Rect is an upright rectangle, with corners rounded by Round.
type Rect struct {
	X, Y, W, H float64
	Round      float64
	Style
}

// A Circle is a disc.
type Circle struct {
	At     Point
	Radius float64
	Style
}

// An Anchor says which part of a text stands at its place.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Text is one line of text whose base line is at At.
type Text struct {
	At     Point
	Text   string
	Size   float64 // of the font
	Bold   bool
	Italic bool
	Color  Color
	Halo   Color // around the letters, so that they stand out from a hatch; "" for none
	Anchor Anchor
	Turned bool // by a right angle to the left: it reads upwards
}

// A Style says how a shape is painted.
type Style struct {
	Fill   Paint
	Stroke Color
	Width  float64   // of the stroke
	Dash   []float64 // lengths of strokes and gaps in turn; nil for an unbroken one
	Round  bool      // joins and ends
}

// A Paint fills an area: with bands, each of a colour and a hatch, that take turns and run down to the right. One band is
// an area of one look. Nil is no fill.
type Paint []Band

// A Band is one look: a ground and a hatch in an ink on it.
type Band struct {
	Ground Color
	Hatch  Hatch
	Ink    Color
}

// Plain returns the paint of one colour.
func Plain(c Color) Paint { return Paint{{Ground: c}} }

// A Hatch is a pattern of lines or dots.
type Hatch int

// The hatches. They differ in greyscale and at small size.
const (
	NoHatch Hatch = iota
	Rising        // lines like /
	Falling       // lines like \
	Level         // horizontal lines
	Upright       // vertical lines
	Dots          //
	Crossed       // rising and falling lines
	Grid          // horizontal and vertical lines
	Dashes        // broken horizontal lines, each row shifted
	Sparse        // rising lines far apart: for what is no result
	hatchEnd
)

func (Group) isItem()   {}
func (Polygon) isItem() {}
func (Line) isItem()    {}
func (Rect) isItem()    {}
func (Circle) isItem()  {}
func (Text) isItem()    {}
