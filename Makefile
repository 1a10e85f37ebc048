.PHONY: help run test check torture failover fmt clean-data

help: ## Say what can be done here
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

run: ## Build and start the demonstration centre on http://127.0.0.1:8080
	@exec tools/run.sh

test: ## Run every test; what the tests need and is missing is installed
	@exec tools/test.sh

check: ## Run formatting, lints and tests of the Rust code
	@exec tools/test.sh rust

torture: ## Kill the server 200 times on each engine and look up what was acknowledged
	@exec tools/torture.sh

failover: ## Kill the leader of three PostgreSQL nodes under Patroni and look up what was acknowledged
	@exec tools/failover.sh

fmt: ## Format the Rust code
	@cargo fmt --all

clean-data: ## Remove ./data, the database of the demonstration centre
	rm -rf -- data
