# fedsheet with its documents and its workbench, at the versions of lock/web.txt, for a user without rights.
#   docker build --tag fedsheet .
#   docker run --rm fedsheet check seed-2021
#   docker run --rm --user "$(id -u)" --volume "$PWD/out:/out" fedsheet report --out /out
#   docker run --rm --network host --volume fedsheet:/data fedsheet serve      its address is printed
FROM python:3.13-slim AS build
WORKDIR /src
COPY lock/web.txt lock/web.txt
RUN python -m venv /opt/fedsheet \
    && /opt/fedsheet/bin/pip install --no-cache-dir --require-hashes --requirement lock/web.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
RUN /opt/fedsheet/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/fedsheet /opt/fedsheet
RUN useradd --create-home --uid 1000 fedsheet && install --directory --owner=1000 /data
ENV PATH=/opt/fedsheet/bin:$PATH \
    FEDSHEET_HOME=/data
USER 1000
WORKDIR /home/fedsheet
VOLUME /data
ENTRYPOINT ["fedsheet"]
CMD ["--help"]
