package io.venturi.http.api;

class TomcatReadingTest extends ReadingContract {

    TomcatReadingTest() {
        super(ApiHost::tomcat);
    }
}
