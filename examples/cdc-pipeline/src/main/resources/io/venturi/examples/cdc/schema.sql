-- The shop: what the pipeline reads. Full replica identity, so that a delete tells which row it removed.
CREATE TABLE public.customers (
    customer_id bigint PRIMARY KEY,
    name        text NOT NULL,
    email       text NOT NULL,
    internal    boolean NOT NULL
);
CREATE TABLE public.orders (
    order_id     bigint PRIMARY KEY,
    customer_id  bigint NOT NULL,
    status       text NOT NULL,
    amount_cents bigint NOT NULL
);
CREATE TABLE public.order_items (
    item_id  bigint PRIMARY KEY,
    order_id bigint NOT NULL,
    sku      text NOT NULL,
    quantity integer NOT NULL
);
ALTER TABLE public.customers REPLICA IDENTITY FULL;
ALTER TABLE public.orders REPLICA IDENTITY FULL;
ALTER TABLE public.order_items REPLICA IDENTITY FULL;

-- The pipeline's own: a row that the connector touches now and then, and the dead-letter queue.
CREATE SCHEMA pipeline;
CREATE TABLE pipeline.heartbeat (
    id      integer PRIMARY KEY,
    beat_at timestamptz NOT NULL
);
INSERT INTO pipeline.heartbeat VALUES (1, now());
CREATE TABLE pipeline.dead_letters (
    sequence     bigint PRIMARY KEY,
    source_table text NOT NULL,
    operation    text NOT NULL,
    payload      text NOT NULL,
    reason       text NOT NULL,
    buried_at    timestamptz NOT NULL DEFAULT now()
);

-- Iceberg's catalogue keeps its tables here.
CREATE SCHEMA iceberg;
