export { DIAL_COUNTRIES, dialCodeOf } from '@waqtor/core/phone/dial-code';
