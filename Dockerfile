# Two stages: the build needs Maven and a JDK, the image needs a JRE.
#
#   docker build -t whatsapp-gateway .
#   docker run --read-only -p 8080:8080 -v gateway-data:/app/data whatsapp-gateway
#
# Nothing is written but /app/data, which belongs to group 0 for clusters that run a container as any user. A folder of
# route files mounted at /app/routes replaces and joins the packaged ones.
#
# The tags name one version each, of those that the list of Docker's official images had on 2026-08-21.

FROM maven:3.9.16-eclipse-temurin-17-noble AS build
WORKDIR /build
# Dependencies change less often than sources: they get a layer of their own.
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn --batch-mode --no-transfer-progress dependency:go-offline
COPY routes routes
COPY src src
RUN mvn --batch-mode --no-transfer-progress -DskipTests package \
 && java -Djarmode=tools -jar target/whatsapp-gateway.jar extract --layers --application-filename gateway.jar --destination target/layers

# The jar runs on 17 and newer. From 25 on the JVM keeps more than classes from a start to the next.
FROM eclipse-temurin:25.0.4_7-jre-noble
# The health check needs bash and openssl: the build ends here if the image has none.
RUN bash --version && openssl version \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin gateway \
 && mkdir -p /app/data \
 && chown gateway:0 /app/data \
 && chmod 0770 /app/data
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
COPY src/docker/health.sh ./
COPY src/docker/jvm.options src/docker/train.sh ./
# By the very JVM and from the very jars that use the archive: it fits no others.
RUN bash train.sh .
USER 10001
VOLUME /app/data
EXPOSE 8080
# A start waits up to a minute for its database, and a slow machine takes as long for the rest.
# MANAGEMENT_SERVER_PORT moves what it asks, and server.ssl.* encrypts it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 CMD ["bash", "/app/health.sh"]
# The JVM is process 1, so that it is told to stop, and finishes what is in flight. If the archive does not fit, it starts without.
ENTRYPOINT ["java", "@jvm.options", "@archive.options", "-jar", "gateway.jar"]
