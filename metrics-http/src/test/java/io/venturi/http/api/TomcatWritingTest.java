package io.venturi.http.api;

class TomcatWritingTest extends WritingContract {

    TomcatWritingTest() {
        super(ApiHost::tomcat);
    }
}
