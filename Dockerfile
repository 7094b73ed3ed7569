# duixian on a volume: all state lies in /data, reports come in through /data/inbox or a folder that is mounted.
#   docker build -t duixian .
#   docker run --rm -v duixian:/data duixian build
#   docker run --rm -v duixian:/data -v "$PWD/reports:/reports:ro" duixian build --reports /reports
#   docker run --rm -v duixian:/data -p 3000:3000 duixian ui --host 0.0.0.0
FROM python:3.12-slim AS wheel
WORKDIR /source
RUN pip install --no-cache-dir "setuptools>=77,<85"
COPY . .
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /dist .
# What pip may install, in the versions of the lock, without the hashes that constraints cannot have.
RUN sed -n 's/^\([A-Za-z0-9].*[^\\ ]\)[\\ ]*$/\1/p' requirements.lock > /dist/known.txt

FROM python:3.12-slim
COPY --from=wheel /dist /dist
RUN pip install --no-cache-dir --constraint /dist/known.txt /dist/duixian-*.whl && rm -r /dist \
    && useradd --create-home duixian && install --directory --owner duixian /data
USER duixian
WORKDIR /data
ENV DUIXIAN_HOME=/data DUIXIAN_REVIEWS=/data/reviews.csv
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["duixian"]
CMD ["build"]
