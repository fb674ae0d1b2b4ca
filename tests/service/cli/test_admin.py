import json

import pytest

from service import server


def test_the_doctor_finds_a_healthy_network_healthy(modspil, network):
    result = modspil("doctor", "--rebuild", "--json")
    assert result.code == 0
    assert result.json["healthy"]
    assert [finding["what"] for finding in result.json["findings"]] == ["database", "vectors", "index"]
    assert "ok  database: 5 members" in result.stderr


def test_the_doctor_says_what_to_do_about_missing_vectors(modspil, network, context):
    with context.database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM vectors")
    result = modspil("doctor", "--json")
    assert result.code == 1
    assert not result.json["healthy"]
    assert "BAD vectors: 10 are missing; run `modspil embed`" in result.stderr
    assert modspil("embed", "--json").json == {"encoded": 10}
    assert modspil("doctor").code == 0


def test_the_doctor_replaces_an_index_that_has_lost_something(modspil, network, context):
    index = context.matcher.refresh()
    index.remove([1])
    with context.database.read() as session:
        index.save(context.matcher._file(session))
    assert "BAD index: 9 statements, differed; it was rebuilt" in modspil("doctor").stderr
    assert modspil("doctor").code == 0


def test_the_doctor_leaves_the_file_of_a_healthy_index_alone(modspil, network, context):
    with context.database.read() as session:
        file = context.matcher._file(session)
    context.matcher.refresh().save(file)
    assert modspil("doctor").code == 0
    assert file.exists()
    assert modspil("doctor", "--rebuild").code == 0
    assert not file.exists()


def test_a_token_is_made_once_listed_by_name_and_revoked(modspil):
    made = modspil("token", "create", "desk", "--scope", "members:write", "--scope", "members:read", "--json")
    assert made.json["token"].startswith("mds_")
    assert modspil("token", "list").stdout == "desk: members:read, members:write\n"
    assert modspil("token", "create", "desk", "--scope", "days:read").code == 2
    assert modspil("token", "revoke", "desk").code == 0
    assert modspil("token", "list").stdout == "desk: members:read, members:write (revoked)\n"
    (listed,) = modspil("token", "list", "--json").json
    assert listed["revoked_at"]
    assert made.json["token"] not in json.dumps(listed)


def test_a_token_that_was_never_made_cannot_be_revoked(modspil):
    result = modspil("token", "revoke", "ghost")
    assert result.code == 2
    assert "No token is known as 'ghost'." in result.stderr


def test_serve_reads_what_is_left_and_listens_where_it_is_told(modspil, network, context, monkeypatch):
    with context.database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM vectors")
    served = []
    monkeypatch.setattr("service.cli.admin.run", served.append)
    assert modspil("serve", "--port", 8123).code == 0
    assert [(settings.host, settings.port) for settings in served] == [("127.0.0.1", 8123)]
    assert context.matcher.pending() == 0


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:0"), ("::1", "[::1]:0")])
def test_serve_listens_on_addresses_of_both_kinds(modspil, monkeypatch, host, bound):
    started = []
    monkeypatch.setattr(server.Server, "run", lambda made: started.append(made.cfg.settings["bind"].get()))
    assert modspil("serve", "--host", host, "--port", 0).code == 0
    assert started == [[bound]]
