#!/usr/bin/env bash
# Runs all tests, after installing what they need and this machine lacks: Go; and where it can, what some tests are
# skipped without (Slurm, LaTeX with TikZ, Chromium, Python, R). From any directory:
#
#	./test.sh                    everything
#	SKIP_INSTALL=1 ./test.sh     with what is here
set -euo pipefail
cd "$(dirname "$0")"

# try_install NAME PACKAGE... installs Debian's packages. It returns false where that cannot be done.
updated=
try_install() {
  [ -z "${SKIP_INSTALL:-}" ] && command -v apt-get >/dev/null 2>&1 || return 1
  local as_root=
  [ "$(id -u)" = 0 ] || as_root='sudo -n'
  if [ -z "$updated" ]; then
    updated=yes
    $as_root apt-get update -q >/dev/null 2>&1 || true
  fi
  $as_root env DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -qy --no-install-recommends "$@" >/dev/null 2>&1
}

has() {
  local name
  for name in "$@"; do command -v "$name" >/dev/null 2>&1 || return 1; done
}

# An older Go fetches the version that go.mod asks for.
has go || { [ -x /usr/local/go/bin/go ] && PATH=$PATH:/usr/local/go/bin; } || try_install golang-go ca-certificates || {
  echo 'The tests need Go: https://go.dev/dl/'
  exit 1
}
has slurmctld munged || try_install slurm-wlm munge || echo 'Without Slurm: the test of the job array is skipped.'
has pdflatex pdftotext || try_install texlive-latex-base texlive-pictures poppler-utils || echo 'Without LaTeX: the tests of TikZ pictures are skipped.'
has node || try_install nodejs || echo 'Without Node: the engine for browsers is tested in Chromium only.'
has chromium || try_install chromium || echo 'Without Chromium: the tests of the workbench in a browser are skipped.'
has python3 || try_install python3 || echo 'Without Python: the tests of its client are skipped.'
{ has Rscript && Rscript -e 'library(jsonlite)' >/dev/null 2>&1; } || try_install r-base-core r-cran-jsonlite || echo 'Without R and jsonlite: the tests of the R client are skipped.'
export GOTOOLCHAIN=${GOTOOLCHAIN:-auto} GOFLAGS=${GOFLAGS:--mod=readonly}

unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  printf 'These files are not formatted (gofmt -w FILE):\n%s\n' "$unformatted"
  exit 1
fi
go vet ./...
status=0
go test ./... || status=$?
for module in web/build web/browser; do # each a module of its own: the product does without what they need
  (cd "$module" && go vet ./... && go test ./...) || status=$?
done
exit "$status"
