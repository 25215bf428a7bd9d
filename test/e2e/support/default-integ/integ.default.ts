// The integration test itself, from a folder whose snapshot is thrown away: a test leaves committed files as they are.
import '../../../../integ/integ.default';
