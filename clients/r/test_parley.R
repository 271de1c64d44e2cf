# Tests of parley.R: `Rscript clients/r/test_parley.R`, from the root of the project.
#
# The environment variable PARLEY names the program, unless it is on the PATH. PARLEY_UPDATE=1 rewrites example.md, which is
# example.Rmd with what comes out.

if (nzchar(Sys.getenv("PARLEY"))) Sys.setenv(PARLEY = normalizePath(Sys.getenv("PARLEY")))
source("clients/r/parley.R")
crisis <- "examples/crisis-signalling/model.star"
m <- parley_load(crisis)

check <- function(what, ok) if (!isTRUE(ok)) stop("failed: ", what, call. = FALSE)
same <- function(what, got, want) {
  if (!isTRUE(all.equal(got, want, tolerance = 0))) stop("failed: ", what, "\n  got:  ", paste(deparse(got), collapse = "\n"), "\n  want: ", paste(deparse(want), collapse = "\n"), call. = FALSE)
}
refused <- function(what, pattern, code) {
  e <- tryCatch({
    force(code)
    NULL
  }, parley_error = identity)
  check(paste0(what, ": is refused"), !is.null(e))
  check(paste0(what, ": ", conditionMessage(e)), grepl(pattern, conditionMessage(e)))
  invisible(e)
}

# Numbers go in exactly.
same("shortest decimals", vapply(list(0.1, 1 / 3, 3L, 1e-9, " 1/3 ", 0.30), function(x) .parley_exact("p", x), ""), c("0.1", "0.3333333333333333", "3", "1e-09", "1/3", "0.3"))
set.seed(1)
for (x in runif(200, -1, 1) * 10^sample(-12:12, 200, replace = TRUE)) same("decimals denote the double", as.numeric(.parley_exact("p", x)), x)
for (x in list(TRUE, NA, "a", "", NaN, Inf, c(1, 2), NULL, "0.4 --json")) refused("what is no number", "nor a number for a param", .parley_exact("p", x))

# Models.
same("players", m$players, c("challenger", "defender"))
same("params", m$params$param, c("prior", "audience_cost", "war_cost", "war_value"))
same("baseline", m$params$exact[1], "2/5")
same("counts", lengths(m[c("questions", "conclusions", "variants")]), c(questions = 8L, conclusions = 6L, variants = 2L))

# Equilibria.
r <- parley_solve(m, prior = 0.5)
same("complete", r[c("complete", "incomplete_because")], list(complete = TRUE, incomplete_because = ""))
same("headline", r$headline, "1 sequential equilibrium, and there is no other (support search)")
same("belief", r$beliefs$exact[r$beliefs$history == "resolute, escalate"], "2/3")
same("outcome", r$outcomes$exact[r$outcomes$outcome == "war"], "5/13")
same("payoff", r$payoffs$value, c(5 / 26, 1 / 4))
same("size", c(nrow(r$strategies), nrow(r$beliefs)), c(10L, 6L))
same("data frame", class(as.data.frame(r)), "data.frame")
same("tidy", tidy.parley_solution(r, what = "payoffs")$exact, c("5/26", "1/4"))
same("set", parley_solve(m, set = list(prior = "1/2"), war_cost = 0.4)$doc$set, list(prior = "1/2", war_cost = "2/5"))

cut <- parley_solve(m, limits = list(supports = 1))
same("incomplete", cut[c("complete", "incomplete_because")], list(complete = FALSE, incomplete_because = "the bound of 1 support profiles was reached"))
check("incomplete is printed", any(grepl("there may be others", capture.output(print(cut)))))
check("incomplete is printed with each table", any(grepl("there may be others", capture.output(print(cut$beliefs)))))
check("incomplete answers", !attr(parley_ask(m, 'P("war")', limits = list(supports = 1)), "complete"))

none <- parley_solve(m, prior = 0)
same("a component", none$headline, "1 component of sequential equilibria, and there is no other (support search)")
same("its beliefs", unlist(none$beliefs[none$beliefs$history == "resolute, escalate", c("low", "high")]), c(low = 0, high = 2 / 3))
same("several", parley_solve(parley_load("examples/coordination/model.star"))$equilibria$id, 1:3)
same("mediator", parley_solve(m, "correlated")$bounds$low_exact, c("30/59", "2/13", "0"))
same("rationalizable", as.integer(table(parley_solve(m, "rationalizable")$surviving$player)), c(5L, 2L))
q <- parley_solve(m, "qre")
check("approximate", grepl("^1 approximate quantal response equilibrium found, and there may be others", q$headline))
check("no exact numbers", all(is.na(q$payoffs$exact)))

# Answers.
e <- parley_evidence(m, observed = c(opening = "escalate"), observer = "defender")
same("the ratio of escalation", e$ratio[1], 3)
same("what only one type does", e$ratio[e$action == "fight"], c(Inf, 0))
same("the watch list", attr(e, "watch")$move, c("last word", "reply"))
check("evidence is complete", attr(e, "complete"))
check("evidence over draws", nrow(parley_evidence(m, draws = 20)) > 0)

a <- parley_ask(m)
same("questions and conclusions", nrow(a), 14L)
same("an answer", a$exact[a$text == "How likely is war?"], "4/13")
same("a truth", a$truth[a$text == "War is a real risk."], "true")
same("an undefined answer", parley_ask(m, 'P("war", given = event("opening", "escalate"))', prior = 0)$value, NA_real_)
open <- parley_ask(parley_load("examples/deterrence/model.star"), 'belief("challenger", event("resolve", "resolved"), at = event("stance", "guarantee"))')
same("what a continuum leaves open", unlist(open[1, c("value", "low", "high")]), c(value = NA, low = 0, high = 0.5))
same("derivatives", attr(parley_ask(m, 'P("war")', derivatives = TRUE), "derivatives")$exact, c("10/13", "-40/169"))

sobol <- attr(parley_ask(m, 'P("war")', sensitivity = 64, draws = 100), "sobol")
same("Sobol indices", sobol$params, m$params$param)
check("Sobol intervals", all(sobol$total_low <= sobol$total & sobol$total <= sobol$total_high))

# The audit.
au <- parley_audit(m, draws = 200)
check("audit is complete", au$complete)
same("verdicts", au$summary[["robust"]], 5L)
same("linchpins", au$linchpins$flips_at, 0.325)
same("by path", parley_audit(dirname(crisis), draws = 200)$conclusions$share_all, au$conclusions$share_all)
indices <- parley_audit(m, draws = 50, sensitivity = 16)$sobol # a constant answer has none
check("Sobol indices of an audit", all(m$questions %in% indices$text) && all(table(indices$text) == 4L))
check("an audit that is incomplete", !parley_audit(m, draws = 20, limits = list(supports = 1))$complete)

# Sweeps.
s <- parley_sweep(m, draws = 5, seed = 3, queries = c(war = 'P("war")'), only_queries = TRUE, war_cost = 0.5)
check("sweep is complete", attr(s, "complete"))
same("kinds", unname(vapply(s, class, "")), c("integer", "numeric", "numeric", "numeric", "numeric", "integer", "logical", "character", "numeric", "numeric"))
same("metadata", attr(s, "metadata")[c("seed", "column.war")], list(seed = "3", column.war = 'P("war")'))
for (k in 1:5) check("rows agree with ask", abs(parley_ask(m, 'P("war")', set = as.list(s[k, m$params$param]))$value - s$war_low[k]) < 1e-14)
wide <- parley_sweep(m, draws = 200, prior = c(0.05, 0.95), war_cost = 0.5)
check("drawn from another range", min(wide$prior) < 0.15 && max(wide$prior) > 0.85 && all(wide$war_cost == 0.5))
refused("no range", "pair of numbers", parley_sweep(m, draws = 2, prior = c(0.1, 0.2, 0.3)))
file <- tempfile(fileext = ".csv")
same("to a file", as.data.frame(parley_sweep(m, draws = 20, out = file)), as.data.frame(parley_sweep(m, draws = 20)))
refused("another sweep", "another sweep", parley_sweep(m, draws = 21, out = file))
writeLines(c(readLines(file), "# incomplete: interrupted after 20 of 30 draws"), file)
check("a stopped sweep says so", grepl("interrupted after 20 of 30", attr(parley_read_sweep(file), "incomplete_because")))
bad <- parley_sweep(m, draws = 3, limits = list(supports = 1))
check("incomplete rows", !attr(bad, "complete") && grepl("^3 rows", attr(bad, "incomplete_because")))

# Maps and pictures.
file <- tempfile(fileext = ".pdf")
mp <- parley_map(m, "prior", "audience_cost", ranges = list(prior = c(0.05, 0.95), audience_cost = c(0, "9/10")), grid = 16, file = file)
check("map is complete", mp$complete)
same("regimes", mp$regimes$letter, c("A", "B", "C"))
check("boundaries", "prior = 1 / (1 + war_cost)" %in% mp$boundaries$formula)
check("points", nrow(mp$points) > 10 && all(mp$points$x >= 0.05 & mp$points$x <= 0.95))
same("a picture of it", readChar(file, 4), "%PDF")
check("a map that was stopped", !parley_map(m, "prior", "audience_cost", ranges = list(prior = c(0.05, 0.95), audience_cost = c(0, 0.9)), limits = list(points = 500))$complete)
check("drawn", startsWith(parley_draw(r), "<svg"))
same("as the model at these values", parley_draw(r), parley_draw(m, prior = 0.5))
parley_draw(r, file)
same("to a file", readChar(file, 4), "%PDF")
file <- tempfile(fileext = ".star")
writeLines(readLines(crisis), file)
changed <- parley_solve(parley_load(file))
writeLines(sub("0.4, within", "0.45, within", readLines(crisis), fixed = TRUE), file)
refused("a model that changed", "has changed", parley_draw(changed))

# Other formats.
efg <- parley_convert(m, prior = "1/2")
check("efg", startsWith(efg, "EFG 2 R"))
game <- parley_text(efg)
same("a game from its text", parley_solve(game)$payoffs$exact, c("5/26", "1/4"))
check("a game is drawn", startsWith(parley_draw(parley_solve(game)), "<svg"))

# Errors.
same("status", refused("a wrong param", 'no param called "nope"', parley_solve(m, nope = 1))$status, 1L)
same("status", refused("a wrong concept", "there is no concept", parley_solve(m, "foo"))$status, 2L)
refused("a mistyped argument", "neither an argument", parley_solve(m, concpet = "nash"))
refused("no file", "there is no file", parley_load("nowhere.star"))
e <- refused("a wrong model", "error\\[P002\\]", parley_text("b.c"))
same("diagnostics", e$diagnostics$code, "P002")
file <- tempfile(fileext = ".star")
writeLines("b.c", file)
same("check", parley_check(file)$line, 1L)
same("check", nrow(parley_check(crisis)), 0L)
refused("another schema", "take the parley.R of its version", .parley_document(list(out = '{"schema": "parley/solve/2", "parley": "9.0"}'), "solve"))
program <- Sys.getenv("PARLEY")
Sys.setenv(PARLEY = "/nowhere/parley")
refused("no program", "PARLEY names /nowhere/parley", parley_version())
if (nzchar(program)) Sys.setenv(PARLEY = program) else Sys.unsetenv("PARLEY")

# What docs/r.md shows runs.
guide <- readLines("docs/r.md", encoding = "UTF-8")
here <- new.env(parent = globalenv())
folder <- setwd(tempdir())
invisible(file.copy(file.path(folder, c("clients/r/parley.R", crisis)), c("parley.R", "crisis.star"), overwrite = TRUE))
blocks <- 0L
for (start in which(guide == "```r")) {
  code <- guide[(start + 1L):(start + match("```", guide[-seq_len(start)]) - 1L)]
  invisible(capture.output(for (expr in parse(text = code)) print(eval(expr, here))))
  blocks <- blocks + 1L
}
check("docs/r.md has examples", blocks >= 4L)
setwd(folder)

# example.Rmd runs, and example.md shows what comes out, as knitr would. Pictures go to example-N.svg.
knit <- function(lines) {
  out <- files <- list()
  env <- new.env(parent = globalenv())
  k <- 1L
  if (lines[1] == "---") k <- which(lines == "---")[2] + 1L
  out <- c("# A demand that may be a bluff")
  while (k <= length(lines)) {
    if (lines[k] != "```{r}") {
      out <- c(out, lines[k])
      k <- k + 1L
      next
    }
    end <- k + match("```", lines[-seq_len(k)])
    code <- lines[(k + 1L):(end - 1L)]
    out <- c(out, "```r", code, "```")
    printed <- character()
    for (expr in parse(text = code)) {
      value <- withVisible(eval(expr, env))
      if (!value$visible) next
      if (inherits(value$value, "parley_picture")) {
        name <- sprintf("example-%d.svg", length(files) + 1L)
        files[[name]] <- unclass(value$value)
        out <- c(out, "", sprintf("![picture](%s)", name))
      } else {
        printed <- c(printed, capture.output(print(value$value)))
      }
    }
    if (length(printed)) out <- c(out, "", "```text", sub(" +$", "", printed), "```")
    k <- end + 1L
  }
  c(list(example.md = paste(out, collapse = "\n")), files)
}
# Of a picture, whose layout has tests of its own, what it says in words.
told <- function(lines) if (startsWith(lines[1], "<svg")) grep("<(title|desc) id=", lines, value = TRUE)[1:2] else lines
options(width = 120L)
for (name in names(made <- knit(readLines("clients/r/example.Rmd", encoding = "UTF-8")))) {
  path <- file.path("clients/r", name)
  if (nzchar(Sys.getenv("PARLEY_UPDATE"))) writeLines(made[[name]], path, useBytes = TRUE)
  same(paste(path, "(run again with PARLEY_UPDATE=1 and read the difference)"), told(readLines(path, encoding = "UTF-8")), told(strsplit(made[[name]], "\n")[[1]]))
}
cat("ok\n")
