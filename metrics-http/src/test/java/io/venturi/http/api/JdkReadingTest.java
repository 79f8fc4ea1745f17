package io.venturi.http.api;

class JdkReadingTest extends ReadingContract {

    JdkReadingTest() {
        super(ApiHost::jdk);
    }
}
