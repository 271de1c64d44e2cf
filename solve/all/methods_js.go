package all

import "parley/solve"

// Methods are the methods that a browser is sent: those for what the page asks. The others, with the linear programs and
// large games that they are for, would make every reader's download larger by a tenth.
var Methods = []solve.Method{sequentialSupports}
