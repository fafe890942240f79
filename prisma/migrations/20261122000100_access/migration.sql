-- Access: who may sign in to the console, and the sessions that run. The tables are better-auth's, in our names; it reads and
-- writes them through the app's role. A role's permissions stand in server/domain/permissions.ts, never here.

create table access.users (
  id text not null,
  name text not null,
  -- lower case
  email text not null,
  email_verified boolean not null default false,
  image text,
  -- one word of domain/permissions.ts; null may sign in and may do nothing
  role text,
  -- disabled: no sign-in, and a running session is refused at its next call
  banned boolean not null default false,
  ban_reason text,
  ban_expires timestamptz(3),
  two_factor_enabled boolean not null default false,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email),
  constraint users_email_check check (email = lower(email)),
  constraint users_role_check check (role in ('support', 'operator', 'on-call', 'approver', 'auditor'))
);

create table access.sessions (
  id text not null,
  user_id text not null,
  -- 32 random characters; the cookie carries it signed
  token text not null,
  -- the idle limit: moved forward while the session is used. The absolute limit is counted from created_at.
  expires_at timestamptz(3) not null,
  ip_address text,
  user_agent text,
  impersonated_by text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint sessions_pkey primary key (id),
  constraint sessions_token_key unique (token),
  constraint sessions_user_id_fkey foreign key (user_id) references access.users (id) on delete cascade,
  -- nobody acts in another's name: an audit entry is always the person's own
  constraint sessions_not_impersonated_check check (impersonated_by is null)
);

create index sessions_user_id_idx on access.sessions (user_id);

-- How somebody proves who they are: one row, provider 'credential', with the scrypt hash of the password.
create table access.accounts (
  id text not null,
  user_id text not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text,
  password text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint accounts_pkey primary key (id),
  constraint accounts_user_id_fkey foreign key (user_id) references access.users (id) on delete cascade
);

create unique index accounts_user_id_provider_id_key on access.accounts (user_id, provider_id);

-- A second factor that is asked for at this moment.
create table access.verifications (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint verifications_pkey primary key (id)
);

create index verifications_identifier_idx on access.verifications (identifier);

create table access.two_factors (
  id text not null,
  user_id text not null,
  -- encrypted with AUTH_SECRET, as the codes are
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamptz(3),
  constraint two_factors_pkey primary key (id),
  constraint two_factors_user_id_fkey foreign key (user_id) references access.users (id) on delete cascade
);

create unique index two_factors_user_id_key on access.two_factors (user_id);

-- Tries to sign in, counted by what they were made with, so that guessing ends. A key is a hash: no address and no mail is kept.
create table access.sign_in_tries (
  key text not null,
  tries integer not null,
  window_ends_at timestamptz(3) not null,
  constraint sign_in_tries_pkey primary key (key),
  constraint sign_in_tries_tries_check check (tries >= 0)
);

-- sweeping what is over
create index sign_in_tries_window_ends_at_idx on access.sign_in_tries (window_ends_at);

-- Users are never deleted: the audit names them. evident_readonly sees nothing of this schema.
grant select, insert, update on access.users, access.accounts to evident_app;
grant select, insert, update, delete on access.sessions, access.verifications, access.two_factors, access.sign_in_tries to evident_app;
