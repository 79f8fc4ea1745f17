package io.venturi.http.api;

class JdkWritingTest extends WritingContract {

    JdkWritingTest() {
        super(ApiHost::jdk);
    }
}
