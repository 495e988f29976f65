#!/usr/bin/perl
# The milter as an MTA sees it, step by step.
use strict;
use warnings;
use Desk;
use IO::Socket::UNIX;
use MilterClient;
use SpoolView;
use Test::More;
use Time::HiRes qw(sleep time);

my $desk = Desk->start(
    run    => 0,
    config => {
        milter          => { max_size => '64K' },
        'queue support' => { aliases => 'help@example.org' },
        'queue kept'    => { address => 'kept@example.org', name => 'Kept',
            keep => 'yes' },
    });
my $state = "$desk->{dir}/etc/state";
my $log   = sub { return $desk->log_text };

# A socket that a dead milter left behind
IO::Socket::UNIX->new(Local => $desk->milter_socket, Listen => 1);
my $pid = $desk->run('milter');
$desk->wait_until(sub { $log->() =~ /taking mail/ }) or die $log->();
my $mode = (stat $desk->milter_socket)[2] & 07777;
is(sprintf('%o', $mode), '666', 'the socket has its mode, a stale one is gone');

my $mta = sub { return MilterClient->new(path => $desk->milter_socket, @_) };
my $seen = 0;
my $new  = sub {    # entries since the last look
    my @all = SpoolView::entries($state);
    my @new = @all[ $seen .. $#all ];
    $seen = @all;
    return @new;
};

# ---- a whole message, with all that an MTA may offer, and with nothing of it
for my $steps (0x1FFFFF, 0) {
    my $m = $mta->(steps => $steps);
    my $blank = $m->{agreed} & MilterClient::LEADSPC ? ' ' : '';
    is($m->{agreed_actions}, MilterClient::DELRCPT,
        'it asks for one right only');
    $m->connection('192.0.2.7');
    $m->macros('M', '{auth_authen}' => 'anna');
    $m->mail('<Kari@Example.com>', 'SIZE=100');
    is($m->rcpt('<Support+x@EXAMPLE.org>'), 'c', 'a recipient of ours');
    is($m->data, 'c', 'DATA');
    $m->header('Subject', "${blank}folded\n\ttwice\r\n again");
    $m->header('X-Empty', $blank);
    $m->header('X-Two', "$blank two blanks");
    $m->end_of_headers;
    $m->body("one\r\n.two\r\n");
    $m->body("\0three\r\n");
    $m->macros('E', i => '4F2');
    is($m->end_of_message, 'd', 'all was ours: discarded by the MTA');
    my @new = $new->();
    is(scalar @new, 1, 'one entry');
    is($new[0]{raw}, "Subject: folded\r\n\ttwice\r\n again\r\nX-Empty: \r\n"
            . "X-Two:  two blanks\r\n\r\none\r\n.two\r\n\0three\r\n",
        'octet for octet');
    is($new[0]{sender}, 'Kari@Example.com', 'its sender');
    is("@{ $new[0]{recipients} }", 'Support+x@EXAMPLE.org', 'its recipient');
    is($new[0]{login},  'anna',      'the login');
    is($new[0]{client}, '192.0.2.7', 'the client');
    is($new[0]{mta_id}, '4F2',       'the MTA\'s queue id');
    my $line = "accepted $new[0]{id} from=<Kari\@Example.com>"
        . ' to=<Support+x@EXAMPLE.org> size=85 queue-id=4F2';
    like($log->(), qr/\Q$line\E$/m, 'its line in the log');
    $m->quit;
}

# ---- who is ours
my @ours = ('support@example.org', '<SUPPORT@EXAMPLE.ORG>',
    '<help+o-abc@example.org>', 'Help@Example.Org');
my @theirs = ('other@example.org', '<support@example.com>', '<>',
    '<support@example.org.evil.test>', '<supporter@example.org>', '<support>');
for my $to (@ours) {
    my $m = $mta->();
    is($m->message('<>', [$to], [ Subject => ' x' ], "x\r\n"), 'd',
        "$to is ours");
    my ($entry) = $new->();
    is($entry->{sender}, '', 'the null sender is kept');
    $m->quit;
}
for my $to (@theirs) {
    my $m = $mta->();
    is($m->message('<a@example.com>', [$to], [ Subject => ' x' ], "x\r\n"),
        'a', "$to is not: the rest is not even looked at");
    $m->quit;
}
is(scalar $new->(), 0, 'nothing of those in the spool');

# ---- mixed recipients, and keep = yes
my @mixed = (
    [ 'c', ['<support@example.org>'], 'support@example.org', 'per@example.com' ],
    [ 'c', [], 'kept@example.org' ],
    [ 'c', ['<help+x@example.org>'], 'kept@example.org', 'help+x@example.org' ],
    [ 'd', [], 'support@example.org', 'HELP@example.org' ],
    [ 'c', [ '<support@example.org>', '<help@example.org>' ],
        'support@example.org', 'per@example.com', 'help@example.org' ],
);
for my $row (@mixed) {
    my ($answer, $removed, @to) = @$row;
    my $m = $mta->();
    is($m->message('<a@example.com>', [ map { "<$_>" } @to ],
            [ Subject => ' x' ], "x\r\n"), $answer, "to @to: $answer");
    is("@{ $m->{removed} }", "@$removed", 'removed: ' . "@$removed");
    my @entries = $new->();
    is(scalar @entries, 1, 'one entry for all of ours');
    is("@{ $entries[0]{recipients} }",
        join(' ', grep { !/^per/ } @to), 'with our recipients only');
    $m->quit;
}
{
    my $m = $mta->();    # an MTA that names the recipient by macro only
    $m->mail('<a@example.com>');
    $m->macros('R', '{rcpt_addr}' => 'support@example.org');
    is($m->rcpt('support'), 'c', 'an address without domain');
    is($m->data, 'c', 'is known by {rcpt_addr}');
    $m->header(Subject => ' x');
    $m->end_of_headers;
    is($m->end_of_message, 'd', 'and taken, without a body');
    is(($new->())[0]{recipients}[0], 'support@example.org', 'by that name');
    $m->quit;
}

# ---- messages that do not end
{
    my $m = $mta->();
    $m->mail('<a@example.com>');
    $m->rcpt('<support@example.org>');
    $m->abort;
    $m->mail('<b@example.com>');
    is($m->rcpt('<per@example.com>'), 'c', 'after an abort');
    is($m->data, 'a', 'the old recipient is forgotten');
    is($m->message('<c@example.com>', ['<support@example.org>'],
            [ Subject => ' three' ], "x\r\n"), 'd', 'a third message');
    $m->mail('<d@example.com>');
    $m->rcpt('<support@example.org>');
    $m->data;
    $m->header(Subject => ' lost');
    close $m->{socket};    # the MTA dies
    my @entries = $new->();
    is(scalar @entries, 1, 'only the whole one came in');
    is($entries[0]{raw}, "Subject: three\r\n\r\nx\r\n", 'and nothing mixed');
}

# ---- sizes
{
    my $m = $mta->();
    $m->mail('<a@example.com>', 'SIZE=70000');
    is($m->rcpt('<support@example.org>'), 'y', 'announced as too large');
    like($m->reply, qr/^552 5\.3\.4 /, 'refused with 552');
    is($m->rcpt('<per@example.com>'), 'c', 'but nobody else is');
    $m->abort;
    is($m->message('<a@example.com>', ['<support@example.org>'],
            [ Subject => ' x' ], 'x' x 65_535), 'y', 'too large');
    like($m->reply, qr/^552 5\.3\.4 /, 'refused with 552');
    is($m->message('<a@example.com>', ['<support@example.org>'],
            [ Subject => ' x' ], 'x' x 65_000), 'd', 'just fits');
    is($m->message('<a@example.com>', ['<per@example.com>'],
            [ Subject => ' x' ], 'x' x 65_535), 'a', 'not ours: not our limit');
    $m->quit;
    is(scalar $new->(), 1, 'one entry');
}

# ---- a configuration read again, while a message is at hand
my $old = $mta->();
$old->mail('<a@example.com>');
$old->rcpt('<support@example.org>');
$desk->write_config({
    'queue support' => { address => 'new@example.org' },
    'queue kept'    => undef,
});
kill 'HUP', $pid;
$desk->wait_until(sub { $log->() =~ /configuration read again/ });
my $young = $mta->();
is($young->message('<a@example.com>', ['<support@example.org>'], [], "x\r\n"),
    'a', 'the old address is no longer served');
is($young->message('<a@example.com>', ['<new@example.org>'], [], "x\r\n"),
    'd', 'the new one is');
$old->data;
$old->end_of_headers;
is($old->end_of_message, 'd', 'the message at hand goes on as it began');
is(scalar $new->(), 2, 'two entries');
$old->quit;

open my $broken, '>>', $desk->config_file;
print $broken "[nonsense]\n";
close $broken;
kill 'HUP', $pid;
$desk->wait_until(sub { $log->() =~ /going on with the old one/ });
is($young->message('<a@example.com>', ['<new@example.org>'], [], "x\r\n"),
    'd', 'an error in the file changes nothing');
$desk->write_config({ 'queue support' => { aliases => 'help@example.org' } });
$new->();

# ---- told to stop, it finishes what it has begun
$young->mail('<a@example.com>');
$young->rcpt('<new@example.org>');
kill 'TERM', $pid;
sleep 0.5;
my $late = $mta->();
$late->mail('<b@example.com>');
is($late->rcpt('<new@example.org>'), 'y', 'while stopping nothing new of ours');
like($late->reply, qr/^451 4\.3\.0 /, 'but 451');
is($late->rcpt('<per@example.com>'), 'c', 'others pass');
$late->quit;
$young->data;
$young->end_of_headers;
$young->body("x\r\n");
is($young->end_of_message, 'd', 'the message at hand is taken');
my $begin = time;
waitpid $pid, 0;
is($? >> 8, 0, 'it ends well');
cmp_ok(time - $begin, '<', 2, 'and soon');
is(scalar $new->(), 1, 'with the message in the spool');
ok(!-e $desk->milter_socket, 'and its socket is gone');
delete $desk->{roles}{$pid};

# ---- a spool that cannot even be opened
rename "$state/spool", "$state/away";
open my $file, '>', "$state/spool";
close $file;
$pid = $desk->run('milter');
$desk->wait_until(sub { $desk->milter_is_open });
my $sick = $mta->();
$sick->mail('<a@example.com>');
is($sick->rcpt('<support@example.org>'), 'y', 'no spool: ours is put off');
like($sick->reply, qr/^451 4\.3\.0 /, 'with 451');
is($sick->rcpt('<per@example.com>'), 'c', 'others pass');
is($sick->data, 'a', 'untouched');
like($log->(), qr/is put off with 451: .*spool/, 'the log says why');
unlink "$state/spool";
rename "$state/away", "$state/spool";
sleep 1.1;
is($sick->message('<a@example.com>', ['<support@example.org>'], [], "x\r\n"),
    'd', 'a second after it is mended mail is taken');
like($log->(), qr/the spool is well again/, 'and the log says so');
is(scalar $new->(), 1, 'it is there');
$desk->stop;

done_testing();
