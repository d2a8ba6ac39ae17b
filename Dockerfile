# The image of the GitHub action. Its last target, shell, is what GitHub builds from github-action/action.yml until the first
# release: the build context is this directory, as GitHub has it. The target slim is for job scope: docker build --target slim .
#
# Two builds of the same sources on the same bases agree in every layer but the last, the archive of classes:
# github-action/src/image/compare shows it. What is mounted for a RUN is no part of what a cache knows it by: so lib/classes.sha256,
# which is copied, stands for the lists of classes.
ARG BUILD=docker.io/library/maven:3.9.16-eclipse-temurin-17
ARG BASE=docker.io/library/debian:bookworm-slim

# Program and JRE.
FROM ${BUILD} AS build
ENV SOURCE_DATE_EPOCH=1577836800
WORKDIR /source
COPY . .
RUN mvn -B -ntp -q -pl github-action -am -Dgates.skip=true -DskipTests package cyclonedx:makeBom
RUN github-action/src/dist/assemble /opt/jitc \
    && github-action/src/dist/train /opt/jitc \
    && mv /opt/jitc/lib/classes-slim.lst / \
    && mv /opt/jitc/lib/classes.lst / \
    && cat /classes-slim.lst /classes.lst | sha256sum >/opt/jitc/lib/classes.sha256 \
    && touch -d @$SOURCE_DATE_EPOCH /opt/jitc/lib/classes.sha256 /opt/jitc/lib

# The entrypoint, which is linked statically, and the few libraries that a JRE wants where nothing else is.
FROM ${BASE} AS native
RUN apt-get update -q >/dev/null \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends gcc libc6-dev >/dev/null
COPY --from=build /opt/jitc/jre /opt/jitc/jre
COPY github-action/src/image /source
RUN gcc -std=gnu11 -Wall -Wextra -Werror -Os -static -s -o /source/jitc-action /source/entry.c \
    && mkdir -p /out/bin && mv /source/jitc-action /out/bin && ln -s jitc-action /out/bin/jitc-action-post \
    && find /out -exec touch -h -d @1577836800 {} + \
    && /source/root /stage/slim

FROM ${BASE} AS tools
RUN apt-get update -q >/dev/null \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends bash ca-certificates curl git jq >/dev/null \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/ldconfig/aux-cache /var/log/*

# Job scope: a JVM, a shell for its guardian, and nothing to run scripts with.
FROM scratch AS slim
COPY --from=native /stage/slim /
COPY --from=build /opt/jitc /opt/jitc
COPY --from=native /out/bin /opt/jitc/bin
ENV PATH=/opt/jitc/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENTRYPOINT ["/opt/jitc/bin/jitc-action"]
RUN --mount=type=bind,from=build,source=/classes-slim.lst,target=/classes-slim.lst \
    ["/opt/jitc/jre/bin/java", "-Xshare:dump", "-XX:SharedClassListFile=/classes-slim.lst", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=error:stderr", "-cp", "/opt/jitc/lib/jitc.jar"]

# Scripts too: bash, git, curl and jq.
FROM tools AS shell
COPY --from=build /opt/jitc /opt/jitc
COPY --from=native /out/bin /opt/jitc/bin
ENV PATH=/opt/jitc/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENTRYPOINT ["/opt/jitc/bin/jitc-action"]
RUN --mount=type=bind,from=build,source=/classes.lst,target=/classes.lst \
    ["/opt/jitc/jre/bin/java", "-Xshare:dump", "-XX:SharedClassListFile=/classes.lst", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=error:stderr", "-cp", "/opt/jitc/lib/jitc.jar"]
