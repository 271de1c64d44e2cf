# Parley from R: solve, ask, audit, sweep, map and draw models of international crises.
#
# One file, for R 4.0 or newer with the package jsonlite. It drives the program parley, which it finds through the environment
# variable PARLEY or on the PATH. Use it with source("parley.R").
#
#   m <- parley_load("crisis.star")
#   r <- parley_solve(m, prior = "1/2")
#   r$complete                        # TRUE: proved, there is no other equilibrium
#   r$beliefs                         # a data frame: equilibrium, player, infoset, history, value, exact, low, high
#   draws <- parley_sweep(m, draws = 1000)
#
# Params go in by name: prior = 0.5, or prior = "1/3". A double stands for the shortest decimal that denotes it, so 0.1 is
# exactly 1/10; what should be a fraction goes in as text. A param with the name of an argument goes into set = list(...).
# In results `value` is a double and `exact` the exact number as text (NA if it is not rational or not known exactly); in a
# continuum of equilibria a number lies between `low` and `high`; `value` is that of the member that is shown, or NA.
#
# Every result says whether it is complete and, if not, why (`complete` and `incomplete_because`: entries of a list, attributes
# of a data frame). Wrong input stops with an error of class parley_error, whose message is what parley prints.

# ------------------------------------------------------------------------------------------------------------- the program

#' The path of the program: what PARLEY says, or parley on the PATH.
parley_program <- function() {
  named <- Sys.getenv("PARLEY")
  found <- unname(Sys.which(if (nzchar(named)) named else "parley"))
  if (nzchar(found)) return(found)
  if (nzchar(named)) .parley_stop(paste0("the environment variable PARLEY names ", named, ", which is no program that can be run"))
  .parley_stop(paste0(
    "the program parley is not on the PATH: in a clone of Parley run `go install ./cmd/parley` and add Go's folder for programs to the PATH, ",
    "or set the environment variable PARLEY to where the program is"
  ))
}

#' The version of the program, as `parley version` prints it.
parley_version <- function() paste(.parley_run("version")$out, collapse = "\n")

#' What the code of a diagnostic means.
parley_explain <- function(code) cat(.parley_run(c("explain", "--", code))$out, sep = "\n")

.parley_stop <- function(message, status = NA_integer_, diagnostics = NULL) {
  stop(structure(list(message = message, call = NULL, status = status, diagnostics = diagnostics), class = c("parley_error", "error", "condition")))
}

.parley_stopped <- 3L # the exit status of a run that was stopped before it was complete

# Runs parley; returns its exit status, 0 or 3, the lines of its output and its messages.
.parley_run <- function(args, text = NULL) {
  files <- tempfile(c("out", "err", "in"))
  on.exit(unlink(files))
  if (!is.null(text)) {
    con <- file(files[3], "wb")
    writeLines(enc2utf8(text), con, useBytes = TRUE)
    close(con)
  }
  quoted <- shQuote(args, type = if (.Platform$OS.type == "windows") "cmd2" else "sh")
  status <- suppressWarnings(system2(parley_program(), quoted, stdout = files[1], stderr = files[2], stdin = if (is.null(text)) "" else files[3]))
  out <- .parley_lines(files[1])
  messages <- paste(.parley_lines(files[2]), collapse = "\n")
  if (!status %in% c(0L, .parley_stopped)) {
    found <- if (length(out) && startsWith(out[1], "{")) .parley_diagnostics(.parley_json(out)$diagnostics)
    .parley_stop(if (nzchar(messages)) messages else paste("parley ended with status", status), status, found)
  }
  list(status = status, out = out, messages = messages)
}

.parley_lines <- function(path) if (file.exists(path)) readLines(path, encoding = "UTF-8", warn = FALSE) else character()

.parley_json <- function(lines) jsonlite::fromJSON(paste(lines, collapse = "\n"), simplifyVector = FALSE)

# Reads a JSON document, whose schema has to be the one that this file was written for.
.parley_document <- function(ran, kind) {
  if (!length(ran$out)) .parley_stop(if (nzchar(ran$messages)) ran$messages else "parley wrote nothing", ran$status)
  doc <- .parley_json(ran$out)
  if (!identical(doc$schema, paste0("parley/", kind, "/1"))) {
    .parley_stop(sprintf("this parley.R reads the schema parley/%s/1, and the program wrote %s: take the parley.R of its version (%s)", kind, doc$schema, doc$parley))
  }
  doc
}

# ------------------------------------------------------------------------------------------------------------------ tables

`%or%` <- function(a, b) if (is.null(a)) b else a

# A data frame from a list of rows, which are named lists; columns give the types of those that may be empty.
.parley_frame <- function(rows, ..., caption = NULL, complete = NULL, because = NULL) {
  types <- list(...)
  columns <- lapply(names(types), function(name) {
    missing <- types[[name]][NA_integer_]
    vapply(rows, function(r) {
      v <- r[[name]]
      if (is.null(v)) missing else as.vector(v, typeof(missing))
    }, missing, USE.NAMES = FALSE)
  })
  names(columns) <- names(types)
  .parley_table(as.data.frame(columns, stringsAsFactors = FALSE, check.names = FALSE, optional = TRUE), caption, complete, because)
}

.parley_table <- function(frame, caption = NULL, complete = NULL, because = NULL) {
  class(frame) <- c("parley_table", "data.frame")
  attr(frame, "caption") <- caption
  attr(frame, "complete") <- complete
  attr(frame, "incomplete_because") <- because
  frame
}

#' Prints a table with what it is and whether it is complete above it.
print.parley_table <- function(x, ..., n = 30L) {
  if (!is.null(attr(x, "caption"))) cat(attr(x, "caption"), "\n", sep = "")
  print.data.frame(utils::head(.parley_plain(x), n), row.names = FALSE, right = FALSE, digits = 4L, ...)
  if (nrow(x) > n) cat("... ", nrow(x) - n, " rows more\n", sep = "")
  invisible(x)
}

.parley_plain <- function(x) {
  for (name in c("caption", "complete", "incomplete_because", "metadata")) attr(x, name) <- NULL
  class(x) <- "data.frame"
  x
}

as.data.frame.parley_table <- function(x, row.names = NULL, optional = FALSE, ...) .parley_plain(x)

.parley_diagnostics <- function(list) {
  rows <- lapply(list, function(d) c(d[c("code", "severity", "summary")], d[["span"]]$start[c("file", "line", "column")], note = d[["note"]], fix = d[["fix"]]))
  .parley_plain(.parley_frame(rows, code = "", severity = "", summary = "", file = "", line = 1L, column = 1L, note = "", fix = ""))
}

# ----------------------------------------------------------------------------------------------------------------- options

# Writes a number so that parley reads the same one.
.parley_exact <- function(name, value) {
  pattern <- "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?(/[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?)?$"
  text <- NA
  if (length(value) == 1L && is.character(value)) {
    text <- trimws(value)
  } else if (length(value) == 1L && is.numeric(value) && is.finite(value)) {
    whole <- value == round(value) && abs(value) < 1e15
    for (digits in 1:17) {
      text <- if (whole) sprintf("%.0f", value) else sprintf("%.*g", digits, value)
      if (as.numeric(text) == value) break
    }
  }
  if (is.na(text) || !grepl(pattern, text)) {
    .parley_stop(sprintf("%s = %s: this is neither an argument of this function nor a number for a param (0.4, \"2/5\")", name, paste(deparse(value), collapse = " ")))
  }
  text
}

# The params of set = list(...) and those given by name.
.parley_both <- function(set, params) {
  both <- utils::modifyList(as.list(set), as.list(params))
  if (length(both) && (is.null(names(both)) || any(names(both) == ""))) .parley_stop("a param wants a name: prior = 0.5")
  both
}

.parley_set <- function(set, params) {
  both <- .parley_both(set, params)
  unlist(lapply(names(both), function(name) c("--set", paste0(name, "=", .parley_exact(name, both[[name]])))))
}

# Options as flags: NULL and FALSE are left out, TRUE is the flag alone; underscores are hyphens.
.parley_flags <- function(options, limits = NULL) {
  flags <- lapply(names(options), function(name) {
    value <- options[[name]]
    if (is.null(value) || identical(value, FALSE)) return(NULL)
    flag <- paste0("--", gsub("_", "-", name))
    if (isTRUE(value)) return(flag)
    if (name == "time" && is.numeric(value)) value <- paste0(format(value, scientific = FALSE), "s")
    if (is.numeric(value)) value <- .parley_exact(name, value)
    paste0(flag, "=", value)
  })
  bounds <- vapply(names(limits), function(name) paste0("--limit-", name, "=", .parley_exact(name, limits[[name]])), "")
  c(unlist(flags), unname(bounds))
}

.parley_ranges <- function(ranges) {
  unlist(lapply(names(ranges), function(name) {
    if (length(ranges[[name]]) != 2L) .parley_stop(paste0("the range of ", name, " is a pair of numbers, such as c(0.05, 0.95)"))
    c("--range", paste0(name, "=", .parley_exact(name, ranges[[name]][[1]]), "..", .parley_exact(name, ranges[[name]][[2]])))
  }))
}

.parley_queries <- function(queries) {
  named <- nzchar(names(queries) %or% rep("", length(queries)))
  unlist(Map(function(q, name, has) c("--query", if (has) paste(name, "=", q) else q), queries, names(queries) %or% rep("", length(queries)), named), use.names = FALSE)
}

# ------------------------------------------------------------------------------------------------------------------ models

#' Loads a model (.star), or a game (.efg, .nfg, .json); stops with all mistakes if it is wrong.
#' Every later call reads the file again, so it sees your changes.
parley_load <- function(path) .parley_model(list(path = normalizePath(path, mustWork = FALSE), text = NULL))

#' Loads a model or a game from its text. Such a model can load no other files.
parley_text <- function(text) .parley_model(list(path = NULL, text = paste(text, collapse = "\n")))

.parley_model <- function(model) {
  ran <- tryCatch(.parley_call(model, "check", "--json"), parley_error = function(e) {
    if (!is.null(e$diagnostics)) {
      # With --json they come without the lines of the model.
      tryCatch(.parley_call(model, "check", NULL), parley_error = function(shown) .parley_stop(conditionMessage(shown), e$status, e$diagnostics))
    }
    stop(e)
  })
  doc <- .parley_document(ran, "check")
  model$doc <- doc
  model$title <- doc$game$title
  model$players <- unlist(doc$game$players)
  rows <- lapply(doc[["model"]]$params, function(p) c(list(param = p$name, exact = p[["p"]]), p[c("value", "low", "high", "dist", "about")]))
  model$params <- .parley_frame(rows, param = "", value = 0, exact = "", low = 0, high = 0, dist = "", about = "")
  for (name in c("questions", "conclusions", "assumptions", "variants")) model[[name]] <- as.character(unlist(doc[["model"]][[name]]))
  model$warnings <- .parley_diagnostics(doc[["diagnostics"]])
  structure(model, class = "parley_model")
}

.parley_call <- function(model, command, flags, ...) .parley_run(c(command, flags, "--", model$path %or% "-", ...), model$text)

#' The mistakes and warnings in a model or game, as a data frame; no row if there is none.
parley_check <- function(path) {
  tryCatch(parley_load(path)$warnings, parley_error = function(e) if (is.null(e$diagnostics)) stop(e) else e$diagnostics)
}

print.parley_model <- function(x, ...) {
  game <- x$doc$game
  cat(x$title, "\n", sep = "")
  cat("players ", paste(x$players, collapse = ", "), "; ", game$nodes, " nodes, ", game$infosets, " information sets\n", sep = "")
  if (nrow(x$params)) print(x$params[setdiff(names(x$params), "about")], n = Inf)
  invisible(x)
}

# --------------------------------------------------------------------------------------------------------------- solutions

.parley_words <- list(
  sequential = c("sequential equilibrium", "sequential equilibria"), spe = c("subgame-perfect equilibrium", "subgame-perfect equilibria"),
  nash = c("Nash equilibrium", "Nash equilibria"), pure = c("Nash equilibrium in pure strategies", "Nash equilibria in pure strategies"),
  qre = c("quantal response equilibrium", "quantal response equilibria")
)

#' Finds the equilibria of a model, and says whether the list is proved complete.
#'
#' concept: sequential, spe, nash, pure, qre, rationalizable, correlated, coarse-correlated, extensive-correlated,
#' agent-correlated, communication. method, refine, only, objective, lambda, gap, start: as in `parley solve`. time: seconds after
#' which to stop with what was found; limits: bounds such as list(supports = 1000). Other arguments are params.
#'
#' Returns a list with complete, incomplete_because, headline and, as data frames, equilibria, strategies, beliefs, payoffs,
#' outcomes; with concept = "rationalizable" surviving; with a concept of a mediator bounds. doc is the whole JSON document.
parley_solve <- function(model, concept = "sequential", ..., method = NULL, refine = NULL, only = NULL, objective = NULL, lambda = NULL, gap = NULL,
                         start = NULL, set = list(), time = NULL, limits = NULL) {
  drawn <- c(.parley_flags(list(concept = concept, method = method, lambda = lambda, gap = gap, start = start, time = time), limits), .parley_set(set, list(...)))
  digest <- if (is.null(model$doc[["model"]])) .parley_digest(model)
  ran <- .parley_call(model, "solve", c("--json", drawn, .parley_flags(list(refine = refine, only = only, objective = objective))))
  .parley_solution(.parley_document(ran, "solve"), model, drawn, ran, digest)
}

.parley_number <- function(n) list(value = n[["value"]], exact = n[["p"]], low = n[["low"]] %or% n[["value"]], high = n[["high"]] %or% n[["value"]])

# The rows that f makes of each equilibrium, with its number.
.parley_each <- function(doc, f) unlist(lapply(doc$equilibria, function(e) lapply(f(e), function(row) c(list(equilibrium = e$id), row))), recursive = FALSE)

.parley_solution <- function(doc, model, drawn, ran, digest) {
  s <- list(complete = doc$complete, incomplete_because = doc$incomplete_because, concept = doc$concept, method = doc$method)
  s$headline <- .parley_headline(doc)
  frame <- function(rows, ...) .parley_frame(rows, equilibrium = 1L, ..., value = 0, exact = "", low = 0, high = 0, caption = s$headline, complete = s$complete, because = s$incomplete_because)
  s$equilibria <- .parley_frame(doc$equilibria, id = 1L, name = "", dimension = 1L, certificate = "", max_regret = 0, caption = s$headline, complete = s$complete, because = s$incomplete_because)
  s$strategies <- frame(.parley_each(doc, function(e) unlist(lapply(e$strategies, function(i) {
    lapply(i$actions, function(a) c(i[c("player", "infoset", "reached")], action = a$action, .parley_number(a)))
  }), recursive = FALSE)), player = "", infoset = "", reached = TRUE, action = "")
  s$beliefs <- frame(.parley_each(doc, function(e) unlist(lapply(e$beliefs, function(i) {
    lapply(i$nodes, function(n) c(i[c("player", "infoset", "on_path")], history = paste(n$history, collapse = ", "), .parley_number(n)))
  }), recursive = FALSE)), player = "", infoset = "", on_path = TRUE, history = "")
  s$payoffs <- frame(.parley_each(doc, function(e) lapply(e$payoffs, function(p) c(player = p$player, .parley_number(p)))), player = "")
  s$outcomes <- frame(.parley_each(doc, function(e) lapply(e$outcomes, function(o) c(outcome = o$outcome, .parley_number(o)))), outcome = "")
  if (!is.null(doc[["surviving"]])) {
    rows <- unlist(lapply(doc[["surviving"]], function(p) lapply(p$strategies, function(x) list(player = p$player, strategy = x$strategy))), recursive = FALSE)
    s$surviving <- .parley_frame(rows, player = "", strategy = "", caption = s$headline, complete = s$complete, because = s$incomplete_because)
  }
  if (!is.null(doc[["objective"]])) {
    rows <- lapply(c(list(doc[["objective"]]), doc[["payoff_ranges"]]), function(b) list(of = b$name, low = b[["low"]]$value, low_exact = b[["low"]][["p"]], high = b[["high"]]$value, high_exact = b[["high"]][["p"]]))
    s$bounds <- .parley_frame(rows, of = "", low = 0, low_exact = "", high = 0, high_exact = "", caption = s$headline, complete = s$complete, because = s$incomplete_because)
  }
  s$messages <- ran$messages
  s$doc <- doc
  attr(s, "drawn") <- list(model = model, flags = drawn, stopped = ran$status == .parley_stopped, digest = digest %or% doc[["sha256"]])
  structure(s, class = "parley_solution")
}

# How many equilibria there are, and whether these are all.
.parley_headline <- function(doc) {
  how <- paste0("(", doc$method, ")")
  words <- .parley_words[[doc$concept]]
  if (is.null(words)) return(paste0(doc$concept, ": ", if (doc$complete) "complete" else paste0("incomplete, ", doc$incomplete_because), " ", how))
  n <- length(doc$equilibria)
  left <- length(doc[["not_shown"]])
  continua <- sum(vapply(doc$equilibria, function(e) e$dimension > 0, TRUE))
  if (any(vapply(doc$equilibria, function(e) e$certificate == "numeric", TRUE))) words <- paste("approximate", words)
  count <- if (n == 0) paste("No", words[1]) else if (n > 1) paste(n, words[2]) else if (continua) paste("1 component of", words[2]) else paste("1", words[1])
  if (n > 1 && continua) count <- sprintf("%s (%d of them %s)", count, continua, if (continua == 1) "a continuum" else "continua")
  dropped <- if (left) sprintf("; %d more fail a refinement that was asked for", left) else ""
  if (doc$complete) return(paste0(count, dropped, ", and there ", if (n + left == 1) "is no other " else "are no others ", how))
  paste0(count, " found", dropped, ", and there may be others: ", doc$incomplete_because, " ", how)
}

print.parley_solution <- function(x, ...) {
  if (!is.null(x$surviving)) return(invisible(print(x$surviving)))
  if (!is.null(x$bounds)) return(invisible(print(x$bounds)))
  if (!nrow(x$equilibria)) cat(x$headline, "\n", sep = "") else print(x$equilibria)
  if (nrow(x$equilibria) == 1L) {
    numbers <- function(frame, label) cat("\n", label, paste(frame[[2]], ifelse(is.na(frame$exact), format(frame$value, digits = 4L), frame$exact), collapse = "; "), sep = "")
    numbers(x$payoffs, "payoffs   ")
    if (nrow(x$outcomes)) numbers(x$outcomes, "outcomes  ")
    cat("\n")
  }
  invisible(x)
}

#' The strategies of a solution as a data frame, or another of its tables: what = "beliefs", "payoffs", "outcomes".
as.data.frame.parley_solution <- function(x, row.names = NULL, optional = FALSE, ..., what = "strategies") .parley_plain(x[[what]])

#' For generics::tidy and broom::tidy.
tidy.parley_solution <- function(x, ...) as.data.frame(x, ...)

# ------------------------------------------------------------------------------------------------------- answers and audit

#' Answers a query of the model language in each equilibrium, or without one all of the model's questions.
#'
#' Returns a data frame with a row for each query and equilibrium: text, equilibrium, value, exact, low, high, and for
#' conditions truth (true, false, mixed or undefined). With derivatives = TRUE the attribute "derivatives" is a data frame of by how much a
#' little more of each param changes each answer; with sensitivity = TRUE, or a number of rows, the attribute "sobol" has the Sobol indices.
parley_ask <- function(model, query = NULL, ..., concept = NULL, lambda = NULL, derivatives = FALSE, sensitivity = FALSE, draws = NULL, seed = NULL, workers = NULL,
                       set = list(), time = NULL, limits = NULL) {
  options <- list(concept = concept, lambda = lambda, derivatives = derivatives, sensitivity = sensitivity, draws = draws, seed = seed, workers = workers, time = time)
  flags <- c("--json", .parley_flags(options, limits), .parley_set(set, list(...)))
  doc <- .parley_document(.parley_call(model, "ask", flags, query), "ask")
  rows <- unlist(lapply(doc$queries, function(q) lapply(q$answers, function(a) {
    c(list(text = q[["text"]] %or% q$query, equilibrium = a$equilibrium, truth = a[["truth"]]), .parley_number(a))
  })), recursive = FALSE)
  because <- doc$incomplete_because
  if (isTRUE(doc[["sensitivity"]]$stopped)) because <- paste(c(if (nzchar(because)) because, "the sensitivity was stopped"), collapse = "; ")
  complete <- doc$complete && because == ""
  caption <- if (complete) "in every equilibrium" else paste0("incomplete: ", because)
  out <- .parley_frame(rows, text = "", equilibrium = 1L, value = 0, exact = "", low = 0, high = 0, truth = "", caption = caption, complete = complete, because = because)
  if (!is.null(doc[["sensitivity"]])) {
    attr(out, "sobol") <- .parley_sobol(c(doc[["sensitivity"]]$questions, doc[["sensitivity"]]$conclusions), caption = if (!complete) caption, complete = complete, because = because)
  }
  if (derivatives) {
    rows <- unlist(lapply(doc$queries, function(q) unlist(lapply(q$derivatives, function(d) lapply(d$params, function(p) {
      list(text = q[["text"]] %or% q$query, equilibrium = d$equilibrium, comparison = d[["comparison"]], param = p$param, value = p[["value"]], exact = p[["p"]], per_tenth = p$per_tenth)
    })), recursive = FALSE)), recursive = FALSE)
    attr(out, "derivatives") <- .parley_frame(rows, text = "", equilibrium = 1L, comparison = "", param = "", value = 0, exact = "", per_tenth = 0)
  }
  out
}

#' What moves tell about a hidden type: a row for each equilibrium, move and type, with the likelihood, the likelihood ratio against all
#' other types and the belief after the move. Attribute `watch`: the occasions to learn more, the one first that is expected to tell
#' most, in bits. `observed` are moves with their actions: c(opening = "escalate").
parley_evidence <- function(model, ..., observed = NULL, hidden = NULL, observer = NULL, equilibrium = NULL, concept = NULL, lambda = NULL, draws = NULL, seed = NULL, workers = NULL,
                            set = list(), time = NULL, limits = NULL) {
  options <- list(observer = observer, equilibrium = equilibrium, concept = concept, lambda = lambda, draws = draws, seed = seed, workers = workers, time = time)
  given <- c(if (length(observed)) paste0("--observed=", names(observed), "=", observed), if (length(hidden)) paste0("--hidden=", hidden))
  doc <- .parley_document(.parley_call(model, "evidence", c("--json", given, .parley_flags(options, limits), .parley_set(set, list(...)))), "evidence")
  moves <- function(list) paste(vapply(list, function(m) paste0(m$label, "=", m$action), ""), collapse = ", ")
  rows <- unlist(lapply(doc$equilibria, function(e) {
    steps <- c(lapply(e$observed, function(s) c(s, part = "observed")), unlist(lapply(e$occasions, function(o) lapply(o[["next"]], function(s) c(s, part = "next"))), recursive = FALSE))
    unlist(lapply(steps, function(s) lapply(s$types, function(x) {
      list(equilibrium = e$equilibrium, part = s$part, after = moves(s$after), player = s$move[["player"]], move = s$move[["label"]], action = s$move[["action"]], type = x$type,
        likelihood = x$likelihood[["value"]], ratio = if (isTRUE(x$ratio[["infinite"]])) Inf else x$ratio[["value"]], strength = x$ratio$strength, posterior = x$posterior[["value"]])
    })), recursive = FALSE)
  }), recursive = FALSE)
  because <- doc$incomplete_because
  if (isTRUE(doc[["draws"]]$stopped)) because <- paste(c(if (nzchar(because)) because, "the draws were stopped"), collapse = "; ")
  complete <- doc$complete && because == ""
  caption <- if (complete) "in every equilibrium" else paste0("incomplete: ", because)
  out <- .parley_frame(rows, equilibrium = 1L, part = "", after = "", player = "", move = "", action = "", type = "", likelihood = 0, ratio = 0, strength = "", posterior = 0,
    caption = caption, complete = complete, because = because)
  watch <- lapply(doc$watch, function(w) list(after = moves(w$after), move = paste(unlist(w$moves), collapse = ", "), player = paste(unlist(w$players), collapse = ", "), equilibria = w[["in"]], least = w$least, most = w$most))
  attr(out, "watch") <- .parley_frame(watch, after = "", move = "", player = "", equilibria = 1L, least = 0, most = 0, caption = caption, complete = complete, because = because)
  out
}

# A row for each answer and factor: first-order and total index, with intervals of 95 %.
.parley_sobol <- function(items, ...) {
  rows <- unlist(lapply(items, function(item) lapply(item[["sobol"]]$indices, function(i) {
    list(text = item[["text"]] %or% item[["query"]] %or% item[["condition"]], params = paste(i$params, collapse = ", "), first = i$first, first_low = i$first_ci[[1]], first_high = i$first_ci[[2]],
      total = i$total, total_low = i$total_ci[[1]], total_high = i$total_ci[[2]])
  })), recursive = FALSE)
  .parley_frame(rows, text = "", params = "", first = 0, first_low = 0, first_high = 0, total = 0, total_low = 0, total_high = 0, ...)
}

#' Audits models, or folders of models: gives every conclusion a verdict.
#'
#' paths: a model from parley_load, or paths of models or folders. Returns a list with summary, complete, incomplete_because and the data
#' frames conclusions (share_all with an interval of 95 %), questions (nine draws in ten lie between low and high), linchpins and, with
#' sensitivity = TRUE, sobol.
parley_audit <- function(paths, draws = NULL, ..., seed = NULL, prove = FALSE, sensitivity = FALSE, workers = NULL, set = list(), time = NULL, limits = NULL) {
  model <- if (inherits(paths, "parley_model")) paths else NULL
  names <- if (is.null(model)) normalizePath(paths, mustWork = FALSE) else model$path %or% "-"
  flags <- c("--json", .parley_flags(list(draws = draws, seed = seed, prove = prove, sensitivity = sensitivity, workers = workers, time = time), limits), .parley_set(set, list(...)))
  doc <- .parley_document(.parley_run(c("audit", flags, "--", names), model$text), "audit")
  a <- list(summary = unlist(doc$summary), incomplete_because = paste(.parley_unfinished(doc), collapse = "; "))
  a$complete <- a$incomplete_because == ""
  counts <- a$summary[a$summary > 0]
  caption <- sprintf("%d conclusions: %s; %d draws, seed %s%s", length(doc$conclusions), paste(counts, names(counts), collapse = ", "), doc$draws, format(doc$seed),
    if (a$complete) "; every list of equilibria is proved complete" else paste0(". Incomplete: ", a$incomplete_because))
  frame <- function(rows, ...) .parley_frame(rows, model = "", ..., caption = caption, complete = a$complete, because = a$incomplete_because)
  a$conclusions <- frame(lapply(doc$conclusions, function(c) c(c, share_low = c$share_ci[[1]], share_high = c$share_ci[[2]])),
    number = 1L, verdict = "", baseline = "", share_all = 0, share_low = 0, share_high = 0, text = "", explanation = "")
  a$questions <- frame(doc$questions, text = "", low = 0, median = 0, high = 0, min = 0, max = 0)
  a$linchpins <- frame(unlist(lapply(doc$conclusions, function(c) lapply(c$linchpins, function(p) c(c["model"], c["number"], p))), recursive = FALSE),
    number = 1L, param = "", baseline = 0, flips_at = 0, direction = "", to = "", distance = 0)
  if (!isFALSE(sensitivity)) a$sobol <- .parley_sobol(c(doc$questions, doc$conclusions), caption = caption, complete = a$complete, because = a$incomplete_because)
  a$doc <- doc
  structure(a, class = "parley_audit")
}

# Why an audit may miss something.
.parley_unfinished <- function(doc) {
  why <- if (isTRUE(doc[["stopped"]])) "it was stopped"
  for (m in doc$models) {
    for (g in m$games) if (!g$complete) why <- c(why, paste0(m[["model"]], if (nzchar(g$variant)) paste0(": ", g$variant), ": ", g$incomplete_because))
    for (stage in m[["unfinished"]]) why <- c(why, paste0(m[["model"]], ": ", stage, " was cut short"))
    if (m$complete_share < 1) why <- c(why, sprintf("%s: %.2f%% of the draws have a list of equilibria that is not proved complete", m[["model"]], 100 * (1 - m$complete_share)))
  }
  why
}

print.parley_audit <- function(x, ...) {
  shown <- x$conclusions[c("number", "verdict", "share_all", "text")]
  if (length(unique(x$conclusions$model)) > 1) shown <- cbind(x$conclusions["model"], shown)
  print(.parley_table(shown, attr(x$conclusions, "caption")), n = 100L)
  invisible(x)
}

# ------------------------------------------------------------------------------------------------------------ sweep and map

#' Solves a model at many draws of its params; returns a data frame with a row for each draw (or rows = "equilibria").
#'
#' A param with a value is held there in all draws; one with a pair of values, prior = c(0.05, 0.95), is drawn uniformly from
#' that range instead of as the model says. queries are asked besides the model's own questions, or alone with only_queries = TRUE; names
#' of the vector are those of the columns. With out, a file .csv, a sweep that was stopped goes on where it was when it is called
#' again. The attribute "metadata" says what decides about the rows.
parley_sweep <- function(model, draws = 10000, ..., seed = 1, method = "random", rows = "draws", queries = NULL, only_queries = FALSE, variants = FALSE,
                         out = NULL, restart = FALSE, workers = NULL, set = list(), time = NULL, limits = NULL) {
  options <- list(draws = draws, seed = seed, method = method, rows = rows, only_queries = only_queries, variants = variants, restart = restart, workers = workers, time = time)
  params <- .parley_both(set, list(...))
  wide <- lengths(params) > 1L
  flags <- c(.parley_flags(options, limits), .parley_queries(queries), .parley_ranges(params[wide]), .parley_set(params[!wide], list()))
  if (is.null(out)) {
    ran <- .parley_call(model, "sweep", flags)
    if (!length(ran$out)) .parley_stop(ran$messages, ran$status)
    return(.parley_read(ran$out))
  }
  if (!grepl("[.]csv$", out)) .parley_stop(paste0("out = ", out, ": parley_sweep reads back what it writes, which has to be a .csv; for Parquet: parley merge ", out, " FILE.csv"))
  ran <- .parley_call(model, "sweep", c(flags, paste0("--out=", path.expand(out))))
  if (ran$status == .parley_stopped) .parley_stop(paste0(ran$messages, "\nthe same call goes on from there"), ran$status)
  parley_read_sweep(out)
}

#' Reads a table that `parley sweep --out FILE.csv` wrote.
parley_read_sweep <- function(path) .parley_read(readLines(path, encoding = "UTF-8", warn = FALSE))

.parley_read <- function(lines) {
  comment <- startsWith(lines, "#")
  head <- seq_along(lines) < match(FALSE, comment, nomatch = length(lines) + 1L)
  entries <- sub("^# ?", "", lines[head])
  key <- sub(": .*$", "", entries)
  metadata <- as.list(stats::setNames(ifelse(grepl(": ", entries), sub("^.*?: ", "", entries, perl = TRUE), ""), key))
  if (!"parley sweep 1" %in% key || all(comment)) .parley_stop("this is no table that parley sweep wrote")
  columns <- strsplit(metadata$columns, " ")[[1]]
  kinds <- stats::setNames(sub("^.*:", "", columns), sub(":[^:]*$", "", columns))
  types <- c(integer = "integer", number = "numeric", truth = "logical", text = "character")
  frame <- utils::read.csv(text = lines[!comment], check.names = FALSE, na.strings = "", colClasses = unname(types[kinds]), encoding = "UTF-8")
  for (name in names(kinds)[kinds == "text"]) frame[[name]][is.na(frame[[name]])] <- ""
  why <- sub("^# ?(incomplete: )?", "", lines[comment & !head])
  bad <- which(!frame$complete)
  if (length(bad)) why <- c(why, sprintf("%d rows have a list that is not proved complete (draw %d: %s)", length(bad), frame$draw[bad[1]], frame$because[bad[1]]))
  why <- paste(why, collapse = "; ")
  caption <- paste0(nrow(frame), " rows; ", if (why == "") "every list of equilibria is proved complete" else paste0("incomplete: ", why))
  out <- .parley_table(frame, caption, why == "", why)
  attr(out, "metadata") <- metadata
  out
}

#' Finds where which equilibria exist, in the plane of two params.
#'
#' ranges: list(prior = c(0.05, 0.95)) maps an axis over other values than the param's own range. file: a picture to write (.svg, .png,
#' .pdf, .tex). Returns a list with complete, incomplete_because and the data frames regimes, boundaries (formulas), points (of the
#' boundaries, to plot) and answers (their range in each regime).
parley_map <- function(model, x, y, ..., ranges = NULL, grid = NULL, by = NULL, queries = NULL, file = NULL, theme = NULL, workers = NULL, set = list(),
                       time = NULL, limits = NULL) {
  options <- list(x = x, y = y, grid = grid, by = by, theme = theme, workers = workers, time = time, output = if (!is.null(file)) path.expand(file))
  doc <- .parley_document(.parley_call(model, "map", c("--json", .parley_flags(options, limits), .parley_ranges(ranges), .parley_queries(queries), .parley_set(set, list(...)))), "map")
  why <- doc[["unfinished"]]
  for (r in doc$regimes) if (r$kind %in% c("incomplete", "unknown")) why <- c(why, sprintf("regime %s (%.1f%% of the area): %s", r$letter, 100 * r$share, r$name))
  m <- list(complete = is.null(why), incomplete_because = paste(why, collapse = "; "))
  caption <- sprintf("%s and %s: %d points solved, on a grid of %d by %d cells; %s", x, y, doc$points, doc$grid, doc$grid,
    if (m$complete) "a regime narrower than a cell may be missed" else paste0("incomplete: ", m$incomplete_because))
  frame <- function(rows, ...) .parley_frame(rows, ..., caption = caption, complete = m$complete, because = m$incomplete_because)
  m$regimes <- frame(lapply(doc$regimes, function(r) c(r, if (is.null(r[["condition"]])) list(condition = ""))), letter = "", name = "", share = 0, share_of_ranges = 0, condition = "")
  between <- function(b) paste(b$regimes, collapse = "|")
  m$boundaries <- frame(lapply(doc$boundaries, function(b) list(between = between(b), formula = b[["formula"]], which_is = b[["formula_is"]])), between = "", formula = "", which_is = "")
  m$points <- frame(unlist(lapply(doc$boundaries, function(b) lapply(b$points, function(p) list(between = between(b), x = p[[1]], y = p[[2]]))), recursive = FALSE), between = "", x = 0, y = 0)
  m$answers <- frame(unlist(lapply(doc$regimes, function(r) lapply(r$answers, function(a) c(regime = r$letter, a))), recursive = FALSE), regime = "", question = "", query = "", low = 0, high = 0)
  m$doc <- doc
  structure(m, class = "parley_map")
}

print.parley_map <- function(x, ...) {
  print(x$regimes)
  invisible(x)
}

# ---------------------------------------------------------------------------------------------------- pictures, other formats

#' Draws the tree of a model, or of a solution, with an equilibrium on it.
#'
#' file: .svg, .png, .pdf, .tex or .dot; without one the SVG is returned, which knitr shows in an HTML document. plain = TRUE leaves the
#' equilibrium out; theme, width, collapse, top_down as in `parley draw`. Other arguments are params (of a model; a solution has its own).
parley_draw <- function(x, file = NULL, ..., equilibrium = NULL, plain = FALSE, top_down = FALSE, theme = NULL, width = NULL, collapse = NULL, concept = NULL,
                        method = NULL, set = list()) {
  model <- x
  flags <- .parley_set(set, list(...))
  if (inherits(x, "parley_solution")) {
    from <- attr(x, "drawn")
    if (length(flags)) .parley_stop("a solution is drawn at its own values: give the params to parley_solve, or draw the model")
    if (from$stopped) .parley_stop(paste0("a solution that was stopped is not drawn, since solving it again may find others (", x$incomplete_because, "): draw the model"))
    if (!identical(.parley_digest(from$model), from$digest)) .parley_stop(paste(from$model$path, "has changed since this was solved: solve it again"))
    model <- from$model
    flags <- from$flags
  }
  options <- list(equilibrium = equilibrium, plain = plain, top_down = top_down, theme = theme, width = width, collapse = collapse, concept = concept, method = method)
  flags <- c(flags, .parley_flags(options))
  if (!is.null(file)) {
    .parley_call(model, "draw", c(flags, paste0("--output=", path.expand(file))))
    return(invisible(file))
  }
  structure(paste(.parley_call(model, "draw", c(flags, "--as=svg"))$out, collapse = "\n"), class = "parley_picture")
}

# A hash over the model's files, as they are now.
.parley_digest <- function(model) {
  if (is.null(model$doc[["model"]])) return(if (is.null(model$path)) "" else unname(tools::md5sum(model$path))) # a game is one file
  .parley_json(.parley_call(model, "check", "--json")$out)$sha256
}

print.parley_picture <- function(x, ...) {
  cat("<a picture: parley_draw(..., file = \"tree.svg\") writes it>\n")
  invisible(x)
}

#' For knitr: the picture itself.
knit_print.parley_picture <- function(x, ...) knitr::asis_output(unclass(x))

#' The game at given values of its params, in another format: efg, nfg, json, dot or tex. With a file, writes it there.
parley_convert <- function(model, to = "efg", file = NULL, ..., set = list()) {
  flags <- .parley_set(set, list(...))
  if (!is.null(file)) {
    .parley_call(model, "convert", c(flags, paste0("--out=", path.expand(file))))
    return(invisible(file))
  }
  paste(.parley_call(model, "convert", c(flags, paste0("--to=", to)))$out, collapse = "\n")
}
