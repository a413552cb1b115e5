# Every target is one call of tools/, which needs nothing but Python 3.11 or newer and brings the rest into .venv.
PYTHON ?= python3
MAKE_PY = @$(PYTHON) -m tools.make
.DEFAULT_GOAL := help
.PHONY: help setup run test shots bench bench-fairness bench-search mutants imports format build pins clean

help:    ## what there is (this list)
	$(MAKE_PY) help
setup:   ## bring the environment and the front-end up to date, and nothing else
	$(MAKE_PY) setup
run:     ## set up and serve with the demo company; HOST and PORT choose another address
	$(MAKE_PY) run
test:    ## set up and run every check; ARGS="-k words" goes to pytest
	$(MAKE_PY) test $(ARGS)
shots:   ## pictures of every main page, into shots/
	$(MAKE_PY) shots $(ARGS)
bench:   ## milliseconds and queries of the main requests, also into bench.json
	$(MAKE_PY) bench $(ARGS)
bench-fairness: ## an imagined company of 2,000 and its farmers: what is held, and of whom
	$(MAKE_PY) bench-fairness $(ARGS)
mutants: ## change the ledger's rules one by one and see that a test notices (long); ARGS="--every 10" tries some
	$(MAKE_PY) mutants $(ARGS)
imports: ## import the real archives in QUESTBOARD_DATA, and compare what came of it
	$(MAKE_PY) imports $(ARGS)
bench-search: ## how well and how fast search finds, beside other engines; ARGS="quality" is one part
	$(MAKE_PY) bench-search $(ARGS)
format:  ## put code into its one form
	$(MAKE_PY) format
build:   ## the wheel and the source archive, into dist/
	$(MAKE_PY) build
pins:    ## choose the newest allowed versions anew, into requirements*.txt
	$(MAKE_PY) pins
clean:   ## remove all that set-up and checks made; the portal's data in var/ stays
	$(MAKE_PY) clean
