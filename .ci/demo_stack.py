"""The demo, scraped by a real Prometheus with the generated rules, and a real Alertmanager: for the checks beside this file.

All of it on free loopback ports, in a temporary folder, ended when the block is left; what they wrote is shown on failure.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
POLL_SECONDS = 0.25


class Failed(Exception):
    """What the check found."""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def request(url, method="GET"):
    """The JSON that this address answers with."""
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=90) as answer:
        return json.load(answer)


class Stack:
    """What runs while the check does."""

    def __init__(self, namespace, rate, options=(), generate="examples/deploy/generate.sh", demo="examples/demo.sh"):
        self.namespace = namespace
        self.rate = rate
        self.options = list(options)
        self.generate = generate
        self.demo_command = demo
        self.work = tempfile.mkdtemp(prefix="venturi-check-")
        self.metrics, self.control, self.prometheus, self.alertmanager = free_ports(4)
        self.processes = {}

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            self._start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, problem, trace):
        for process in reversed(self.processes.values()):
            process.terminate()
        for name, process in self.processes.items():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        if kind:
            for name in self.processes:
                print("-- the end of what %s wrote" % name)
                print("".join(open(self._log(name), errors="replace").readlines()[-30:]))
        shutil.rmtree(self.work, ignore_errors=True)

    def _log(self, name):
        return os.path.join(self.work, name + ".log")

    def _run(self, name, *command):
        with open(self._log(name), "w") as log:
            self.processes[name] = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)

    def _start(self):
        for program in ("prometheus", "prometheus-alertmanager"):
            if not shutil.which(program):
                raise Failed("Missing: %s (Debian package of that name)" % program)
        rules = os.path.join(self.work, "deploy")
        # Both commands build what is not built yet, which two stacks must not do at once.
        with open(__file__) as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)
            subprocess.run([self.generate, "--namespace", self.namespace, "--profile", "demo", "--output", rules],
                           cwd=ROOT, check=True)
            self._run("demo", self.demo_command, "--namespace", self.namespace, "--port", str(self.metrics), "--control",
                      str(self.control), "--rate", str(self.rate), *self.options)
            self.until("the demo to serve", 600, lambda: self.books())
        self._run("alertmanager", "prometheus-alertmanager",
                  "--config.file=" + os.path.join(rules, "alertmanager", "alertmanager.yml"),
                  "--storage.path=" + os.path.join(self.work, "alertmanager"), "--cluster.listen-address=",
                  "--web.listen-address=127.0.0.1:%d" % self.alertmanager)
        config = os.path.join(self.work, "prometheus.yml")
        with open(config, "w") as file:
            json.dump(self._configuration(rules), file)  # which is YAML, too
        self._run("prometheus", "prometheus", "--config.file=" + config, "--log.level=warn",
                  "--storage.tsdb.path=" + os.path.join(self.work, "prometheus"),
                  "--web.listen-address=127.0.0.1:%d" % self.prometheus)
        self.until("Prometheus to scrape", 60, lambda: self.query("up == 1"))

    def _configuration(self, rules):
        return {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [os.path.join(rules, "prometheus", "rules", "*.yml")],
            "alerting": {
                "alertmanagers": [{"static_configs": [{"targets": ["127.0.0.1:%d" % self.alertmanager]}]}]},
            "scrape_configs": [{
                "job_name": self.namespace,
                "static_configs": [{"targets": ["127.0.0.1:%d" % self.metrics]}]}],
        }

    def until(self, what, seconds, condition):
        """Asks again and again until the answer is truthy, and returns it."""
        end = time.monotonic() + seconds
        while True:
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise Failed("%s ended with status %d while waiting for %s" % (name, process.returncode, what))
            try:
                answer = condition()
                if answer:
                    return answer
            except (urllib.error.URLError, ConnectionError, socket.timeout):
                answer = "no answer"
            if time.monotonic() > end:
                raise Failed("waited %d s for %s; in the end: %s" % (seconds, what, answer))
            time.sleep(POLL_SECONDS)

    def query(self, expression, at=None):
        """An instant query: pairs of labels and value."""
        parameters = {"query": expression}
        if at is not None:
            parameters["time"] = "%.3f" % at
        answer = request("http://127.0.0.1:%d/api/v1/query?%s"
                         % (self.prometheus, urllib.parse.urlencode(parameters)))
        return [(one["metric"], float(one["value"][1])) for one in answer["data"]["result"]]

    def firing(self, of_tables=()):
        """Names of the alerts that Alertmanager has, inhibited ones included; of these, with the table."""
        alerts = request("http://127.0.0.1:%d/api/v2/alerts?active=true&inhibited=true&silenced=true&unprocessed=true"
                         % self.alertmanager)
        for alert in alerts:
            if alert["labels"].get("metrics_namespace") != self.namespace:
                raise Failed("an alert without the namespace %s: %s" % (self.namespace, alert["labels"]))
        names = set()
        for alert in alerts:
            name = alert["labels"]["alertname"]
            names.add("%s of %s" % (name, alert["labels"]["table"]) if name in of_tables else name)
        return names

    def books(self):
        """What the demo itself counted."""
        return request("http://127.0.0.1:%d/books" % self.control)

    def switch(self, fault, state):
        request("http://127.0.0.1:%d/faults/%s?state=%s" % (self.control, fault, state), "POST")

    def finish(self):
        """Ends the demo, whose own figures have to agree in the end."""
        demo = self.processes.pop("demo")
        request("http://127.0.0.1:%d/end" % self.control, "POST")
        try:
            status = demo.wait(120)
        except subprocess.TimeoutExpired:
            self.processes["demo"] = demo
            raise Failed("the demo did not end")
        text = open(self._log("demo"), errors="replace").read()
        print(text[text.rfind("stopping the workload"):].rstrip())
        if status != 0:
            raise Failed("the demo's figures do not agree (status %d)" % status)
