-- the relay's queue of carts that the peer knows an older version of
create index concurrently carts_untold_since_idx on carts.carts (untold_since) where untold_since is not null;
